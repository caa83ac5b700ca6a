"""The ten longest functions and files: a mirror, not a gate."""

from __future__ import annotations

import ast
from pathlib import Path

from dengwen.config.place import REPOSITORY


def longest(root: Path) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """(lines, name) of the ten longest functions and of the ten longest files under `root`."""
    functions: list[tuple[int, str]] = []
    files: list[tuple[int, str]] = []
    for path in sorted(root.rglob("*.py")):
        if "migrations" in path.parts:
            continue
        text = path.read_text("utf-8")
        name = str(path.relative_to(REPOSITORY))
        files.append((text.count("\n"), name))
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                size = (node.end_lineno or node.lineno) - node.lineno + 1
                functions.append((size, f"{name}:{node.lineno} {node.name}"))
    return sorted(functions, reverse=True)[:10], sorted(files, reverse=True)[:10]


if __name__ == "__main__":
    for title, found in zip(("functions", "files"), longest(REPOSITORY / "dengwen"), strict=True):
        print(f"The ten longest {title}, in lines")
        for size, name in found:
            print(f"{size:6} {name}")
