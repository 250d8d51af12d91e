"""The words of the day."""

from django import forms
from django.utils.translation import gettext_lazy as _

from delegation.forms.records import OperationForm, VersionedForm
from positions.models import Briefing


class LeadForm(VersionedForm):
    class Meta:
        model = Briefing
        fields = ["lead"]


class FirstLeadForm(OperationForm):
    lead = forms.CharField(label=_("Words of the day"), widget=forms.Textarea)
