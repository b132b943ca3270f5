"""Checks a table of declarations in Spark: spark-submit job.py INPUT LISTS DAY RESULTS

INPUT is a folder or file of Parquet: flat (one row an item, with the headings of the other tables) or with the fields of the
own model. LISTS is a directory that every machine sees, or a bundle. DAY stands in the results as the day of checking.
"""

from __future__ import annotations

import sys
from datetime import date

from pyspark.sql import SparkSession

from supplycheck.batch import spark


def main(source: str, lists: str, day: str, out: str) -> None:
    """Writes results as Parquet, and counts them by outcome."""
    session = SparkSession.builder.appName("supplycheck").getOrCreate()
    declarations = session.read.parquet(source)
    spark.check(declarations, lists, today=date.fromisoformat(day)).write.parquet(out)
    for row in session.read.parquet(out).groupBy("outcome").count().orderBy("outcome").collect():
        print(row["outcome"], row["count"])
    session.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
