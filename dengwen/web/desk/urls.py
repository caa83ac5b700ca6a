"""Addresses of the desk. All under a matter's number answer "not found" to whoever is barred."""

from __future__ import annotations

from django.urls import path

from dengwen.web.desk.views import (
    account,
    acts,
    approvals,
    audit,
    away,
    bell,
    clocks,
    export,
    inbox,
    matter,
    outbox,
    papers,
    register,
    sign,
    staff,
    steps,
    supervise,
    units,
)

app_name = "desk"

urlpatterns = [
    path("", inbox.home, name="home"),
    path("export.xlsx", export.table, name="export"),
    path("sign-in", sign.sign_in, name="sign_in"),
    path("sign-out", sign.sign_out, name="sign_out"),
    path("register", register.choose, name="register"),
    path("register/<str:procedure>/<str:offer>", register.register, name="register_offer"),
    path("receipt.pdf", register.receipt_pdf, name="receipt_pdf"),
    path("m/<str:number>", matter.show, name="matter"),
    path("m/<str:number>/step/<str:step>", steps.step, name="step"),
    path("m/<str:number>/step/<str:step>/preview/<str:kind>", steps.preview, name="preview"),
    path("m/<str:number>/step/<str:step>/wording", steps.wording, name="wording"),
    path("m/<str:number>/proposal/<str:proposal>", approvals.decide, name="proposal"),
    path("m/<str:number>/do/<str:verb>", acts.act, name="act"),
    path("m/<str:number>/document/<str:document>.pdf", papers.document, name="document"),
    path("m/<str:number>/file/<str:file>", papers.file, name="file"),
    path("m/<str:number>/file/<str:file>/original", papers.original, name="original"),
    path("clock/<str:number>/<str:key>", clocks.explain, name="clock"),
    path("approvals", approvals.waiting, name="approvals"),
    path("supervise", supervise.show, name="supervise"),
    path("outbox", outbox.show, name="outbox"),
    path("bell", bell.show, name="bell"),
    path("staff", staff.index, name="staff"),
    path("staff/add", staff.add, name="staff_add"),
    path("staff/<str:staff>", staff.show, name="staff_show"),
    path("units", units.index, name="units"),
    path("audit", audit.show, name="audit"),
    path("account", account.show, name="account"),
    path("account/away", away.away, name="away"),
    path("account/interest", away.interest, name="interest"),
]
