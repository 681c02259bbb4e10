"""Adds up what the servers of a run saw of the contract, prints it as a table, and holds it to its thresholds."""

import json
import pathlib
import sys

LEAST_FIELDS = 90.0


def added_up(folder):
    """Operation by operation: documented success statuses and request fields, each with how often it was seen."""
    operations = {}
    for file in sorted(pathlib.Path(folder).glob("*.json")):
        for operation in json.loads(file.read_text())["operations"]:
            total = operations.setdefault(operation["id"], {"requests": 0, "successes": {}, "fields": {}})
            total["requests"] += operation["requests"]
            for status in operation["statuses"]:
                if status["is_documented"] and status["status"] < 300:
                    seen = total["successes"].get(status["status"], 0)
                    total["successes"][status["status"]] = seen + status["answers"]
            for field in operation["fields"]:
                total["fields"][field["name"]] = total["fields"].get(field["name"], 0) + field["requests"]
    return operations


def share(seen):
    """How many of the values are above zero, of how many."""
    return sum(value > 0 for value in seen), len(seen)


def main(folder):
    operations = added_up(folder)
    assert operations, f"no server has left its coverage in {folder}"
    rows = [("operation", "requests", "successes", "fields", "never sent")]
    successes, fields = [], []
    for name, operation in operations.items():
        successes += operation["successes"].values()
        fields += operation["fields"].values()
        unseen = ", ".join(field for field, times in operation["fields"].items() if not times)
        rows.append((
            name, str(operation["requests"]), "{}/{}".format(*share(operation["successes"].values())),
            "{}/{}".format(*share(operation["fields"].values())), unseen,
        ))
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths)), row[4], sep="  ")
    called, of_operations = share([operation["requests"] for operation in operations.values()])
    succeeded, of_successes = share(successes)
    sent, of_fields = share(fields)
    percent = 100 * sent / of_fields
    print(f"coverage: {called}/{of_operations} operations, {succeeded}/{of_successes} documented successes, "
          f"{sent}/{of_fields} request fields ({percent:.0f} %)")
    if called < of_operations or succeeded < of_successes or percent < LEAST_FIELDS:
        sys.exit(f"every operation and success must be covered, and {LEAST_FIELDS:.0f} % of the fields")


if __name__ == "__main__":
    main(sys.argv[1])
