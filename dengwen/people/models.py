"""Rows of units and staff for lists and look-ups; all of them rebuildable from the ledger."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class UnitRow(models.Model):
    """A unit 單位 as its stream leaves it."""

    derived: ClassVar[bool] = True
    personal: ClassVar[tuple[str, ...]] = ()

    id = models.TextField(primary_key=True)
    name = models.JSONField()
    kind = models.TextField()
    level = models.IntegerField()
    parent = models.TextField(blank=True)
    path = models.JSONField()
    outline = models.JSONField()
    areas = models.JSONField()
    contact = models.JSONField()
    code = models.TextField(blank=True)
    open = models.BooleanField()
    successor = models.TextField(blank=True)
    version = models.IntegerField()

    class Meta:
        db_table = "people_unit"
        indexes = (models.Index(fields=["parent"], name="people_unit_parent"),)

    def __str__(self) -> str:
        return self.id


class StaffRow(models.Model):
    """A member of staff as their stream leaves them. The name of an official is public."""

    derived: ClassVar[bool] = True
    personal: ClassVar[tuple[str, ...]] = ()

    id = models.TextField(primary_key=True)
    name = models.TextField()
    unit = models.TextField()
    unit_path = models.JSONField()
    language = models.TextField()
    interests = models.JSONField()
    active = models.BooleanField()
    version = models.IntegerField()

    class Meta:
        db_table = "people_staff"
        indexes = (models.Index(fields=["unit"], name="people_staff_unit"),)

    def __str__(self) -> str:
        return self.id


class RoleRow(models.Model):
    """A role held at a unit, by whom."""

    derived: ClassVar[bool] = True
    personal: ClassVar[tuple[str, ...]] = ()

    id = models.TextField(primary_key=True)  # staff/role/unit
    staff = models.TextField()
    role = models.TextField()
    unit = models.TextField()
    path = models.JSONField()

    class Meta:
        db_table = "people_role"
        indexes = (
            models.Index(fields=["staff"], name="people_role_staff"),
            models.Index(fields=["role", "unit"], name="people_role_holders"),
        )

    def __str__(self) -> str:
        return self.id


class DeputyRow(models.Model):
    """Who stands in for whom, from the first day to the last."""

    derived: ClassVar[bool] = True
    personal: ClassVar[tuple[str, ...]] = ()

    id = models.TextField(primary_key=True)  # staff/number of the deputyship
    staff = models.TextField()
    deputy = models.TextField()
    from_on = models.DateField()
    to_on = models.DateField()

    class Meta:
        db_table = "people_deputy"
        indexes = (models.Index(fields=["deputy", "to_on"], name="people_deputy_who"),)

    def __str__(self) -> str:
        return self.id
