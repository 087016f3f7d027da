"""Under an article: saying something, confirming it, reporting it, and deciding about it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from coaching.articles import comments, queries
from coaching.articles.forms import AppealForm, CommentForm, DecisionForm, ReportForm
from coaching.articles.models import Article, Comment
from coaching.articles.rates import allowed, reporter
from runners.access import coach_only, person, public
from runners.helplines import DIRECTORIES
from runners.models import User
from runners.queries import support_lines

COMMENTS_AN_HOUR = 6
REPORTS_AN_HOUR = 20
SLOW_DOWN = "That was quick. Wait a while, then try again; what you wrote is still here to copy."


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, slug: str) -> HttpResponse:
    now = timezone.now()
    article, who = queries.open_article(slug, now=now), request.user if isinstance(request.user, User) else None
    initial = {"answers": request.GET.get("answers")}
    form = CommentForm(request.POST or None, article=article, person=who, initial=initial)
    if form.is_valid():
        return _said(request, article, form, who)
    asked = queries.published_comment(int(number), now=now) if (number := _number(request)) else None
    return render(request, "articles/comment.html", {"article": article, "form": form, "asked": asked})


def _number(request: HttpRequest) -> str:
    number = request.GET.get("answers", "")
    return number if number.isdecimal() and len(number) < 16 else ""


def _said(request: HttpRequest, article: Article, form: CommentForm, who: User | None) -> HttpResponse:
    if form.is_trap:
        return render(request, "articles/commented.html", {"article": article, "state": Comment.State.UNCONFIRMED})
    try:
        if not allowed(request, "comment", an_hour=COMMENTS_AN_HOUR):
            raise comments.CommentProblem(SLOW_DOWN)
        made = comments.comment(article, said=form.to_said(), person=who, key=form.comment_key(), now=timezone.now())
    except comments.CommentProblem as problem:
        form.add_error(None, str(problem))
        return render(request, "articles/comment.html", {"article": article, "form": form})
    context = {"article": article, "state": made.state, "panel": _panel(request) if made.hold else None}
    return render(request, "articles/commented.html", context)


def _panel(request: HttpRequest) -> dict[str, object]:
    """Where help can be reached: for the writer alone, in this answer alone."""
    country = request.user.help_country if isinstance(request.user, User) else ""
    return {"lines": support_lines(country), "directories": DIRECTORIES, "country": country}


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the link in a mail: the writer's own comment. Opening it changes nothing; the button does."""
    comment, now = queries.comment_of(token), timezone.now()
    if request.method == "POST":
        comments.confirm(comment, now=now)
        return redirect("comment", token)
    form = AppealForm()
    return _own_page(request, comment, form)


@public
@never_cache
@require_POST
def appeal(request: HttpRequest, token: str) -> HttpResponse:
    comment, form = queries.comment_of(token), AppealForm(request.POST)
    if not form.is_valid():
        return _own_page(request, comment, form)
    comments.appeal(comment, text=form.cleaned_data["text"], now=timezone.now())
    return redirect("comment", token)


def _own_page(request: HttpRequest, comment: Comment, form: AppealForm) -> HttpResponse:
    return render(request, "articles/own_comment.html", {"comment": comment, "form": form})


@public
@never_cache
@require_POST
def withdraw(request: HttpRequest, token: str) -> HttpResponse:
    comment = queries.comment_of(token)
    comments.withdraw(comment)
    return render(request, "articles/withdrawn.html", {"article": comment.article})


# Mail programs send this by themselves when somebody clicks "unsubscribe": there is no form with a token before it.
@csrf_exempt
@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, token: str) -> HttpResponse:
    comment = queries.comment_of(token)
    if request.method == "POST":
        comments.no_more_replies(comment)
    return render(request, "articles/leave.html", {"comment": comment, "done": request.method == "POST"})


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, pk: int) -> HttpResponse:
    now = timezone.now()
    comment, form = queries.published_comment(pk, now=now), ReportForm(request.POST or None)
    if form.is_valid():
        if allowed(request, "report", an_hour=REPORTS_AN_HOUR):
            comments.report(comment, reporter=reporter(request), why=form.cleaned_data["why"], now=now)
        return render(request, "articles/reported.html", {"article": comment.article})
    return render(request, "articles/report.html", {"comment": comment, "form": form})


@coach_only
@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: HttpRequest) -> HttpResponse:
    author, now = queries.profile_of(person(request)), timezone.now()
    form = DecisionForm(request.POST or None, author=author)
    if form.is_valid():
        ids, why = form.cleaned_data["ids"], form.cleaned_data["why"]
        if form.cleaned_data["to"] == "publish":
            comments.publish(author, ids=ids, now=now)
        else:
            comments.decline(author, ids=ids, why=why, now=now)
        messages.success(request, "Decided." if len(ids) == 1 else f"Decided on {len(ids)}.")
        return redirect("comments-desk")
    context = {"waiting": queries.waiting_comments(author), "form": form, "reasons": Comment.Why.choices}
    return render(request, "articles/comments_desk.html", context)
