from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coaching.articles import actions, queries
from coaching.articles.feeds import feed
from coaching.articles.forms import ArticleForm, PictureForm
from coaching.articles.kept import kept
from coaching.articles.markdown import render as rendered
from coaching.articles.models import Article
from coaching.articles.pictures import NotAPicture
from runners.access import coach_only, person, public
from runners.views.arriving import receives_files

PRIVATE = ("accounts", "admin", "bookings", "comments", "invites", "settings")
A_YEAR = 31_536_000
IMMUTABLE = {"public": True, "max_age": A_YEAR, "immutable": True}


@public
@require_safe
@kept
def articles(request: HttpRequest) -> HttpResponse:
    listed = queries.all_articles(now=timezone.now(), number=request.GET.get("page"))
    return render(request, "articles/list.html", {"listed": listed})


@public
@require_safe
@kept
def tagged(request: HttpRequest, slug: str) -> HttpResponse:
    listed = queries.tagged_articles(slug, now=timezone.now(), number=request.GET.get("page"))
    return render(request, "articles/list.html", {"listed": listed})


@public
@require_safe
@kept
def by(request: HttpRequest, slug: str) -> HttpResponse:
    listed = queries.articles_by(slug, now=timezone.now(), number=request.GET.get("page"))
    return render(request, "articles/list.html", {"listed": listed})


@public
@require_safe
@kept
def articles_feed(request: HttpRequest) -> HttpResponse:
    return feed(request, queries.all_articles(now=timezone.now(), number=None))


@public
@require_safe
@kept
def tagged_feed(request: HttpRequest, slug: str) -> HttpResponse:
    return feed(request, queries.tagged_articles(slug, now=timezone.now(), number=None))


@public
@require_safe
@kept
def by_feed(request: HttpRequest, slug: str) -> HttpResponse:
    return feed(request, queries.articles_by(slug, now=timezone.now(), number=None))


@public
@require_safe
@kept
def article(request: HttpRequest, slug: str) -> HttpResponse:
    now = timezone.now()
    page = queries.article_page(slug, now=now)
    if page is not None:
        return render(request, "articles/article.html", {"page": page})
    elsewhere = queries.moved_to(slug, now=now)
    if elsewhere is None:
        raise Http404
    answer = redirect(elsewhere, permanent=True)
    patch_cache_control(answer, no_cache=True)  # it may come back here one day, and would go round in circles
    return answer


@public
@require_safe
def picture(request: HttpRequest, pk: int, digest: str) -> HttpResponse:
    """Before it stands in an article that is out, it is its owner's alone."""
    shown, is_out = queries.picture_at(pk, digest, now=timezone.now())
    if not is_out and shown.author_id != request.user.pk:
        raise Http404
    answer = HttpResponse(bytes(shown.content), content_type="image/webp")
    if is_out:
        patch_cache_control(answer, **IMMUTABLE)
    return answer


@public
@require_safe
@cache_control(**IMMUTABLE)
def card(request: HttpRequest, slug: str, digest: str) -> HttpResponse:
    shown = get_object_or_404(Article.objects.public(timezone.now()), slug=slug, card_hash=digest)
    return HttpResponse(bytes(shown.card), content_type="image/png")


@public
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What a link in a mail opens is nobody's search result. (What asks for a sign-in shows a robot nothing anyway.)"""
    lines = [
        "User-agent: *",
        *(f"Disallow: /{part}/" for part in PRIVATE),
        f"Sitemap: {settings.PUBLIC_URL}/sitemap.xml",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


@coach_only
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    author = queries.profile_of(person(request))
    lines = queries.desk(author, now=timezone.now())
    return render(request, "articles/desk.html", {"author": author, "lines": lines})


@coach_only
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    author, now = queries.profile_of(person(request)), timezone.now()
    form = ArticleForm(request.POST or None, author=author, article=None, now=now)
    if form.is_valid():
        made = actions.write(author, draft=form.to_draft(), begun_at=form.begun_at, now=now)
        messages.success(request, _said(made))
        return redirect("article-edit", made.pk)
    return render(request, "articles/edit.html", _writing(form, None))


@coach_only
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    author, now = queries.profile_of(person(request)), timezone.now()
    own = queries.own_article(author, pk)
    form = ArticleForm(request.POST or None, author=author, article=own, now=now)
    if form.is_valid():
        try:
            saved = actions.change(own, to=form.to_draft(), seen_at=form.cleaned_data["as_of"], now=now)
        except actions.Stale:
            form.warn_of(own)
            return render(request, "articles/edit.html", {**_writing(form, own), "kept": own})
        messages.success(request, _said(saved))
        return redirect("article-edit", own.pk)
    return render(request, "articles/edit.html", _writing(form, own))


@coach_only
@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """What the text will look like: for the part of the page beside the text, or as a page of its own."""
    text = request.POST.get("body", "")[:60_000].replace("\r\n", "\n")
    shown = rendered(text, queries.shown_pictures(queries.profile_of(person(request)), text))
    title = " ".join(request.POST.get("title", "").split())[:120]
    template = "articles/_preview.html" if request.htmx else "articles/preview.html"  # type: ignore[attr-defined]
    return render(request, template, {"shown": shown, "title": title})


@coach_only
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    actions.remove(queries.own_article(queries.profile_of(person(request)), pk))
    messages.success(request, "Removed.")
    return redirect("articles-desk")


# The check of the form's token reads the whole request, so a place for it has to be there before.
@csrf_exempt
@coach_only
@receives_files
def pictures(request: HttpRequest) -> HttpResponse:
    return _pictures(request)


@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def _pictures(request: HttpRequest) -> HttpResponse:
    author = queries.profile_of(person(request))
    form = PictureForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        content = form.cleaned_data["file"].read()
        try:
            added = actions.add_picture(author, content=content, shows=form.cleaned_data["shows"], now=timezone.now())
        except (NotAPicture, actions.NoRoom) as problem:
            form.add_error("file", str(problem))
        else:
            messages.success(request, f"Added. In the text it is ![{added.shows}](picture:{added.pk}).")
            return redirect("article-pictures")
    pictures = queries.own_pictures(author, number=request.GET.get("page"))
    return render(request, "articles/pictures.html", {"form": form, "pictures": pictures})


@coach_only
@require_POST
def remove_picture(request: HttpRequest, pk: int) -> HttpResponse:
    own = queries.own_picture(queries.profile_of(person(request)), pk)
    try:
        actions.remove_picture(own)
    except actions.InUse as problem:
        messages.warning(request, str(problem))
    else:
        messages.success(request, "Removed.")
    return redirect("article-pictures")


def _writing(form: ArticleForm, own: Article | None) -> dict[str, object]:
    now = timezone.now()
    state = queries.state_of(own, now) if own else ""
    return {"form": form, "article": own, "state": state, "is_public": own is not None and own.is_public(now)}


def _said(article: Article) -> str:
    return f"Saved. {queries.state_of(article, timezone.now())}."
