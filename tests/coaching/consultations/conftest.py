import pytest

from coaching.consultations.models import Offer
from runners.models import CoachProfile, User
from tests.coaching.consultations import making


@pytest.fixture
def profile(coach: User) -> CoachProfile:
    return making.profile(coach)


@pytest.fixture
def offer(profile: CoachProfile) -> Offer:
    return making.offer(profile)


@pytest.fixture
def group(profile: CoachProfile) -> Offer:
    return making.offer(profile, title="A group", slug="group", seats=2)
