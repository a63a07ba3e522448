"""Runs rules as pySigma's SQLite backend writes them, over tables that are CSV files in SQLite. Prints a JSON object.

Argument: a JSON file: {"tables": {name: {"file": csv, "columns": {column: type}}}, "rules": [{"yaml", "table", "fields": {field: column}}]}
"""
import csv
import json
import re
import sqlite3
import sys
import time

try:
    from sigma.backends.sqlite import sqliteBackend
    from sigma.collection import SigmaCollection
    from sigma.processing.pipeline import ProcessingItem, ProcessingPipeline
    from sigma.processing.transformations import FieldMappingTransformation
except ImportError as error:
    print(json.dumps({"absent": f"{error}; pip install pySigma pysigma-backend-sqlite, and name its python with --python"}))
    sys.exit(0)

TYPES = {"text": "TEXT COLLATE NOCASE", "list": "TEXT COLLATE NOCASE", "number": "REAL", "boolean": "INTEGER", "time": "TEXT"}


def convert(rule):
    pipeline = ProcessingPipeline(items=[ProcessingItem(transformation=FieldMappingTransformation(rule["fields"]))])
    backend = sqliteBackend(pipeline)
    collection = SigmaCollection.from_yaml(rule["yaml"])
    queries = backend.convert(collection)
    missing = {field for one in collection for field in backend.required_fields(one)} - set(rule["fields"])
    return queries, missing


def main():
    task = json.loads(open(sys.argv[1], encoding="utf8").read())
    database = sqlite3.connect(":memory:")
    database.create_function("REGEXP", 2, lambda pattern, text: text is not None and re.search(pattern, str(text)) is not None)
    converted, added = [], {name: set() for name in task["tables"]}
    for rule in task["rules"]:
        try:
            queries, missing = convert(rule)
            added[rule["table"]] |= missing
            converted.append(queries)
        except Exception as error:  # pylint: disable=broad-except
            converted.append(f"{type(error).__name__}: {error}"[:160])
    for name, table in task["tables"].items():
        columns = list(table["columns"])
        known = {column.lower() for column in columns}
        extra = [f"`{field}` TEXT" for field in sorted(added[name]) if field.lower() not in known]
        database.execute(f"CREATE TABLE `{name}` ({', '.join([f'`{c}` {TYPES[t]}' for c, t in table['columns'].items()] + extra)})")
        with open(table["file"], encoding="utf8", newline="") as file:
            rows = ([None if value == "\x01" else value for value in row] for row in csv.reader(file))
            database.executemany(f"INSERT INTO `{name}` ({', '.join(f'`{c}`' for c in columns)}) VALUES ({', '.join('?' * len(columns))})", rows)
    hits, cpu, wall = [], time.process_time(), time.perf_counter()
    for rule, queries in zip(task["rules"], converted):
        if isinstance(queries, str):
            hits.append(queries)
            continue
        try:
            count = 0
            for query in queries:
                query = re.sub(r"^SELECT \* FROM \S+", f"SELECT count(*) FROM `{rule['table']}`", query)
                count += database.execute(query).fetchone()[0]
            hits.append(count)
        except sqlite3.Error as error:
            hits.append(f"{type(error).__name__}: {error}"[:160])
    print(json.dumps({"seconds": time.perf_counter() - wall, "cpuSeconds": time.process_time() - cpu, "hits": hits}))


main()
