"""What a page asks that keeps unsaved words on the device."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_POST, require_safe

from delegation import drafts


@require_safe
def key(request: HttpRequest) -> JsonResponse:
    """Whose page it is, and the key of what that member keeps."""
    return JsonResponse({"member": str(request.user.pk), "key": drafts.key_of(request.user)})


@require_POST
def kept(request: HttpRequest) -> JsonResponse:
    """Of the topics of which words are kept, those of which they may be; of the saves that sent them, those done."""
    topics = drafts.may_wait(request.POST.getlist("topic"), request.user)
    return JsonResponse({"topics": topics, "stored": drafts.stored(request.POST.getlist("operation"), request.user)})
