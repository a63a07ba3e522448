import {streamPublished} from "../pipeline/site/stream-published.js";

// Every scored event of the latest run, strangest first, as a DuckDB database.
await streamPublished("events.duckdb");
