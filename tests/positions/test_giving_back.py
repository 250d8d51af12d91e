"""Refusing a duty says why; giving back what one had accepted says what the next one should know."""

from django.urls import reverse

from delegation.models import Duty
from tests import factories as make


def labels(client, url, duty):
    return [field.label for field in client.get(reverse(url, args=[duty.pk])).context["form"].visible_fields()]


def test_giving_back_asks_what_the_next_one_should_know(client, cast):
    meeting = make.meeting(make.committee("COM5", kind="committee"))
    duty = make.duty(meeting, cast.chen, accepted=True)
    client.force_login(cast.chen)
    assert labels(client, "duty-refuse", duty) == ["Why"]
    assert labels(client, "duty-hand-over", duty) == ["What should the next one know?"]
    address, seen = reverse("duty-hand-over", args=[duty.pk]), str(Duty.objects.get().version)
    assert client.post(address, {"note": "", "seen": seen}).status_code == 422
    assert client.post(address, {"note": "Item 3 is open.", "seen": seen}).status_code == 302
    pages = [
        *(meeting.get_absolute_url(), reverse("duty-suggestions", args=[meeting.pk])),
        reverse("cover-history", args=[meeting.starts_at.date()]),
    ]
    client.force_login(cast.sol)
    assert ["For the next one: Item 3 is open." in client.get(url).text for url in pages] == [True, True, True]
