"""Addresses of the portal. None carries anything personal, not even a followed matter."""

from __future__ import annotations

from django.urls import path

from dengwen.web.portal.views import (
    acts,
    calculator,
    check,
    follow,
    law,
    matter,
    onward,
    own,
    places,
    saving,
    sent,
    start,
    write,
)

app_name = "portal"

urlpatterns = [
    path("", start.start, name="start"),
    path("about", start.about, name="about"),
    path("accessibility", start.accessibility, name="accessibility"),
    path("privacy", start.privacy, name="privacy"),
    path("language/<str:code>", start.language, name="language"),
    path("healthz", start.health, name="health"),
    path("places.json", places.outlines, name="outlines"),
    path("write", write.begin, name="begin"),
    path("write/emergency", write.emergency, name="emergency"),
    path("write/check", write.check_answers, name="check_answers"),
    path("write/send", write.send, name="send"),
    path("write/sent", sent.sent, name="sent"),
    path("write/sent/add", sent.add_changes, name="add_changes"),
    path("write/receipt.pdf", sent.receipt_pdf, name="receipt_pdf"),
    path("write/receipt.json", sent.receipt_file, name="receipt_file"),
    path("write/saved", saving.saved, name="saved"),
    path("write/keep", saving.keep, name="keep_draft"),
    path("write/leave", saving.leave, name="leave_draft"),
    path("write/return", saving.come_back, name="come_back"),
    path("write/discard", write.discard, name="discard"),
    path("write/files/<str:file>/remove", write.remove_file, name="remove_file"),
    path("write/<str:name>", write.page, name="write"),
    path("follow", follow.follow, name="follow"),
    path("follow/leave", follow.leave, name="leave"),
    path("matter", matter.matter, name="matter"),
    path("matter/question/<str:question>", acts.answer_question, name="question"),
    path("matter/add", acts.add_more, name="add"),
    path("matter/step/<str:step>", acts.take_step, name="step"),
    path("matter/rate", acts.rate_matter, name="rate"),
    path("matter/rated", acts.rated, name="rated"),
    path("matter/supervisor", own.supervisor, name="supervisor"),
    path("matter/needs", own.needs, name="needs"),
    path("matter/needs/withdraw", own.withdraw, name="withdraw_needs"),
    path("matter/public", own.preview, name="preview"),
    path("matter/public/mark", own.mark, name="mark"),
    path("matter/remedy/<str:remedy>/<str:document>", acts.remedy, name="remedy"),
    path("matter/onward/<str:remedy>/<str:document>", onward.go_on, name="onward"),
    path(
        "matter/onward/<str:remedy>/<str:document>/secret", onward.new_secret, name="onward_secret"
    ),
    path("matter/document/<str:document>.pdf", matter.document_pdf, name="document_pdf"),
    path("matter/document/<str:document>", matter.read_document, name="document"),
    path("matter/document/<str:document>/open", matter.receive_document, name="receive_document"),
    path("matter/file/<str:file>", matter.file, name="file"),
    path("date/<str:key>", matter.date, name="date"),
    path("calculator", calculator.calculator, name="calculator"),
    path("law", law.index, name="law"),
    path("law/<str:name>", law.show, name="procedure"),
    path("check", check.check, name="check"),
    path("check/<path:number>", check.check, name="check_number"),
]
