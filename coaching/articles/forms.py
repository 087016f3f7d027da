"""Writing an article, adding a picture to it, and saying something under it."""

import uuid
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db import models

from coaching.articles import comments
from coaching.articles.actions import Draft
from coaching.articles.markdown import render
from coaching.articles.models import LONGEST_COMMENT, Article, Comment
from coaching.articles.queries import shown_pictures
from runners.forms.moments import MomentField, believable
from runners.forms.people import Lines, NameField, refuse_unreadable
from runners.models import CoachProfile, User

LONGEST = 60_000
MOST_TAGS = 6
PICTURE_BYTES = 900_000
FURTHEST = timedelta(days=5 * 366)
CHANGED = (
    "This article was changed in another window since you opened it here. Nothing of this was kept yet: what you wrote "
    "is still in the form, and what is kept now stands below it. Save again to keep what is in the form."
)


class When(models.TextChoices):
    DRAFT = "draft", "Keep it as a draft"
    NOW = "now", "Publish it now"
    LATER = "later", "Publish it on"


class ArticleForm(forms.Form):
    title = forms.CharField(max_length=120, error_messages={"required": "Give it a title."})
    summary = forms.CharField(
        label="In one or two sentences",
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
        help_text="It stands in lists, in feeds and in previews of the link.",
        error_messages={"required": "Say in one or two sentences what it is about."},
    )
    body = Lines(
        label="Text",
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 24, "class": "voice long", "spellcheck": "true"}),
        help_text="In Markdown: ## for a heading, *emphasis*, [words](https://…) for a link.",
        error_messages={"required": "There is nothing written here yet."},
    )
    tags = forms.CharField(
        required=False, max_length=200, help_text="Up to six, with commas between them: anger, recovery."
    )
    slug = forms.CharField(
        label="Address",
        required=False,
        max_length=70,
        widget=forms.TextInput({"autocomplete": "off"}),
        help_text="Left empty, it is made from the title.",
    )
    comment_days = forms.TypedChoiceField(
        label="Comments", choices=Article.Comments.choices, coerce=int, initial=Article.Comments.TWO_MONTHS
    )
    when = forms.ChoiceField(label="Then", choices=When.choices, widget=forms.RadioSelect, initial=When.DRAFT)
    on = forms.DateTimeField(
        label="Day and time",
        required=False,
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"invalid": "Choose a day and a time."},
    )

    # When a new article's form was opened; else when what it was filled with had been kept.
    as_of = MomentField()

    def __init__(self, *args: Any, author: CoachProfile, article: Article | None, now: datetime, **kwargs: Any) -> None:
        kwargs["initial"] = _initial(article, now) if article else {"as_of": now}
        super().__init__(*args, **kwargs)
        self.author, self.article, self.now = author, article, now

    def clean_title(self) -> str:
        title = " ".join(str(self.cleaned_data["title"]).split())
        refuse_unreadable(title)
        return title

    def clean_summary(self) -> str:
        summary = " ".join(str(self.cleaned_data["summary"]).split())
        refuse_unreadable(summary)
        return summary

    def clean_body(self) -> str:
        body = str(self.cleaned_data["body"])
        refuse_unreadable(body, lines=True)
        if problems := render(body, shown_pictures(self.author, body)).problems:
            raise forms.ValidationError(list(problems))
        return body

    def clean_tags(self) -> list[str]:
        text = str(self.cleaned_data["tags"])
        refuse_unreadable(text)
        tags = list(dict.fromkeys(" ".join(tag.split()).lower() for tag in text.split(",") if tag.strip()))
        if len(tags) > MOST_TAGS or any(len(tag) > 40 for tag in tags):
            raise forms.ValidationError("Up to six tags, each up to 40 letters.")
        return tags

    def clean_on(self) -> datetime | None:
        """The day and time are the author's own."""
        at: datetime | None = self.cleaned_data["on"]
        return at.replace(tzinfo=ZoneInfo(self.author.person.time_zone)) if at else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("when") == When.LATER and "on" not in self.errors:
            at = cleaned.get("on")
            if at is None or at <= self.now:
                self.add_error("on", "Choose a day and time that is still to come.")
            elif at > self.now + FURTHEST:
                self.add_error("on", "Choose a day within the next five years.")
        return cleaned

    def to_draft(self) -> Draft:
        kept = self.cleaned_data
        names = ("title", "slug", "summary", "body", "tags", "comment_days")
        return Draft(**{name: kept[name] for name in names}, published_at=self._published_at())

    @property
    def begun_at(self) -> datetime | None:
        return believable(self.cleaned_data["as_of"], now=self.now)

    def warn_of(self, kept: Article) -> None:
        """Somebody kept another version meanwhile: sent once more, this one takes its place."""
        self.data = {**{name: self.data.get(name) for name in self.fields}, "as_of": kept.changed_at.isoformat()}
        self.add_error(None, CHANGED)

    def _published_at(self) -> datetime | None:
        """An article that is out keeps the day it came out."""
        when = self.cleaned_data["when"]
        if when == When.LATER:
            return self.cleaned_data["on"]  # type: ignore[no-any-return]
        if when == When.DRAFT:
            return None
        article = self.article
        return article.published_at if article and article.is_public(self.now) else self.now


def _initial(article: Article, now: datetime) -> dict[str, Any]:
    at = article.published_at
    when = When.DRAFT if at is None else When.NOW if at <= now else When.LATER
    local = at.astimezone(ZoneInfo(article.author.person.time_zone)) if at and at > now else None
    return {
        "as_of": article.changed_at,
        "title": article.title,
        "summary": article.summary,
        "body": article.body,
        "tags": ", ".join(article.tags.values_list("name", flat=True)),
        "slug": article.slug,
        "comment_days": article.comment_days,
        "when": when,
        "on": local and local.replace(tzinfo=None),
    }


class PictureForm(forms.Form):
    file = forms.FileField(label="Picture", error_messages={"required": "Choose a picture first."})
    shows = forms.CharField(
        label="What it shows, in words",
        max_length=200,
        help_text="Read aloud to whoever cannot see it.",
        error_messages={"required": "Say in words what the picture shows."},
    )

    def clean_file(self) -> "UploadedFile[Any]":
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if file.size is None or file.size > PICTURE_BYTES * 10:
            raise forms.ValidationError("This picture is larger than 9 MB.")
        return file

    def clean_shows(self) -> str:
        shows = " ".join(str(self.cleaned_data["shows"]).split())
        refuse_unreadable(shows)
        return shows


class CommentForm(forms.Form):
    """What somebody says, and who they are unless they are signed in."""

    text = Lines(
        label="Your comment",
        max_length=LONGEST_COMMENT,
        widget=forms.Textarea({"rows": 6, "class": "voice"}),
        error_messages={"required": "There is nothing written here yet."},
    )
    name = NameField(label="Your name", help_text="It stands above your comment.")
    email = forms.EmailField(
        label="Your e-mail",
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email"}),
        help_text="Never shown. You get one mail to confirm that the comment is yours.",
        error_messages={
            "required": "We need an address to send you the link to.",
            "invalid": "This does not look like an e-mail address. An example: sam@example.org",
        },
    )
    wants_replies = forms.BooleanField(label="Write to me when somebody answers", required=False)
    answers = forms.IntegerField(widget=forms.HiddenInput, required=False)
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4, required=False)
    website = forms.CharField(required=False, widget=forms.TextInput({"autocomplete": "off", "tabindex": "-1"}))

    def __init__(self, *args: Any, article: Article, person: User | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.article, self.person = article, person
        if person is not None:
            del self.fields["email"]
            self.fields["name"].initial = person.name

    def clean_text(self) -> str:
        text = str(self.cleaned_data["text"])
        refuse_unreadable(text, lines=True)
        if comments.too_many_links(text):
            raise forms.ValidationError(comments.LINKS)
        return text

    def clean_answers(self) -> Comment | None:
        """An answer to one that is not there any more stands by itself."""
        number = self.cleaned_data["answers"]
        found = Comment.objects.published().filter(article=self.article, answers=None)
        return found.filter(pk=number).first() if number and 0 < number < 2**62 else None

    @property
    def is_trap(self) -> bool:
        """Nobody sees the field `website`; programs that fill in every field do."""
        return bool(self.cleaned_data.get("website"))

    def to_said(self) -> comments.Said:
        kept = self.cleaned_data
        email = self.person.email if self.person else kept["email"]
        return comments.Said(kept["text"], kept["name"], email, kept["wants_replies"], kept["answers"])

    def comment_key(self) -> uuid.UUID:
        return self.cleaned_data["key"] or uuid.uuid4()


class ReportForm(forms.Form):
    why = forms.ChoiceField(
        label="What is wrong with it?",
        choices=Comment.Why.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what is wrong with it."},
    )


class AppealForm(forms.Form):
    text = Lines(
        label="Why should it be looked at again?",
        max_length=1000,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": "Say in a sentence why."},
    )

    def clean_text(self) -> str:
        text = str(self.cleaned_data["text"])
        refuse_unreadable(text, lines=True)
        return text


class DecisionForm(forms.Form):
    """One or many comments, published or not; without a reason nothing is declined."""

    ids = forms.TypedMultipleChoiceField(coerce=int, error_messages={"required": "Choose at least one comment."})
    to = forms.ChoiceField(choices=[("publish", "Publish"), ("decline", "Do not publish")])
    why = forms.ChoiceField(choices=Comment.Why.choices, required=False)

    def __init__(self, *args: Any, author: CoachProfile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        waiting = Comment.objects.of_author(author).waiting().values_list("pk", flat=True)
        ids = self.fields["ids"]
        assert isinstance(ids, forms.TypedMultipleChoiceField)
        ids.choices = [(pk, pk) for pk in waiting]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("to") == "decline" and not cleaned.get("why"):
            raise forms.ValidationError("Choose why it is not published. The writer is told.")
        return cleaned
