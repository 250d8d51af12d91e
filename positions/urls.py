"""Addresses of the pages on proposals, positions, instructions and briefings."""

from django.urls import path

from positions.views import proposals

urlpatterns = [
    # Proposals
    path("proposals/", proposals.proposal_list, name="proposal-list"),
    path("proposals/suggestions/", proposals.proposal_suggestions, name="proposal-suggestions"),
    path("proposals/export.<str:kind>", proposals.proposal_export, name="proposal-export"),
]
