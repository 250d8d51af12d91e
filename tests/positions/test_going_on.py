"""An editor that stays open goes on from what it sent, however often others wrote meanwhile."""

from delegation.models import Wording
from tests import factories as make
from tests.positions.test_editing_together import Editor, stored


def test_ones_later_words_go_over_nobody_else_however_often_one_went_on(cast, internet):
    position = make.position(internet, argument="Study comes first. Rules come later.")
    chen, dina = Editor(cast.chen, position), Editor(cast.dina, position)
    chen.save("Open study comes first. Rules come later.")
    dina.save("Study comes first. Rules come much later.")
    dina.save("Study comes first. Rules come much later, if at all.")
    assert stored(position) == "Open study comes first. Rules come much later, if at all."
    met = dina.save("All study comes first. Rules come much later, if at all.")
    assert (met.status_code, stored(position)) == (409, "Open study comes first. Rules come much later, if at all.")
    assert list(Wording.objects.filter(outcome="merged").values_list("base_version", flat=True)) == [1, 1]


def test_nobody_meets_himself_however_often_he_went_on(cast, internet):
    position = make.position(internet, argument="Study comes first. Rules come later.")
    laptop, phone = Editor(cast.dina, position), Editor(cast.dina, position)
    laptop.save("Open study comes first. Rules come later.")
    phone.save("Study comes first. Rules come much later.")
    phone.save("Study comes first. Rules come much later, if at all.")
    assert phone.save("All study comes first. Rules come much later, if at all.").status_code == 200
    assert stored(position) == "All study comes first. Rules come much later, if at all."
