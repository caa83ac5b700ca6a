"""The law as pages, the calculator, the check of papers, the map's data."""

from __future__ import annotations

import pytest
from django.test import Client

PAGES = ["/", "/about", "/privacy", "/accessibility", "/law", "/follow", "/check", "/calculator"]


@pytest.mark.parametrize("language", ["zh-hant", "zh-hans", "en"])
@pytest.mark.parametrize("path", [*PAGES, "/law/petition", "/law/hazard_report"])
def test_every_page_stands_in_three_languages(visitor: Client, path: str, language: str) -> None:
    visitor.cookies["django_language"] = language
    answer = visitor.get(path)
    assert answer.status_code == 200
    lang = {"zh-hant": "zh-Hant", "zh-hans": "zh-Hans", "en": "en"}[language]
    assert f'<html lang="{lang}"' in answer.content.decode()


def test_a_procedure_is_drawn_with_its_articles_and_its_doubts(visitor: Client) -> None:
    page = visitor.get("/law/petition").content.decode()
    assert "<svg" in page
    assert "not yet verified by a named lawyer" in page
    assert visitor.get("/law/nothing").status_code == 404


def test_the_calculator_explains_a_clock_and_its_address_can_be_shared(visitor: Client) -> None:
    asked = {"start_day": "24", "start_month": "11", "start_year": "2026", "limit": "5"}
    answer = visitor.get("/calculator", {**asked, "unit": "working_days"})
    page = answer.content.decode()
    assert "Tuesday 1 December 2026" in page
    assert "dw-calendar" in page


def test_the_calculator_takes_any_clock_of_the_pack(visitor: Client) -> None:
    asked = {
        "start_day": "1",
        "start_month": "3",
        "start_year": "2026",
        "clock": "petition.conclude",
    }
    page = visitor.get("/calculator", asked).content.decode()
    assert "Thursday 30 April 2026" in page


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"start_day": "30", "start_month": "2", "start_year": "2026"}, "There is no such day"),
        ({"start_day": "1", "start_month": "1", "start_year": "9999"}, "outside the years"),
        (
            {"start_day": "1", "start_month": "1", "start_year": "2026", "limit": "x"},
            "whole number",
        ),
        (
            {"start_day": "1", "start_month": "1", "start_year": "2026", "limit": ""},
            "Choose a duty",
        ),
    ],
)
def test_wrong_dates_are_told(visitor: Client, asked: dict[str, str], said: str) -> None:
    answer = visitor.get("/calculator", {"limit": "5", "unit": "calendar_days", **asked})
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_a_paper_is_not_confirmed_by_its_number_alone(visitor: Client) -> None:
    page = visitor.get("/check/消字〔2026〕1號", {"code": "0000000000"}).content.decode()
    assert "can be confirmed here" in page


def test_the_map_is_ours(visitor: Client) -> None:
    answer = visitor.get("/places.json")
    assert answer["Content-Type"] == "application/geo+json"
    assert answer.json()["type"] == "FeatureCollection"


def test_the_language_switch_keeps_the_page_and_leaves_the_house_to_nobody(visitor: Client) -> None:
    answer = visitor.get("/language/zh-hans", {"next": "/calculator?limit=5"})
    assert answer["Location"] == "/calculator?limit=5"
    assert answer.cookies["django_language"].value == "zh-hans"
    assert visitor.get("/language/en", {"next": "https://evil.example/"})["Location"] == "/"
    assert visitor.get("/language/klingon").status_code == 404
