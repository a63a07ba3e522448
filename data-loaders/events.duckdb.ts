import {streamPublished} from "../pipeline/stream-published.js";

// Every scored event of the latest run, strangest first, as a DuckDB database.
await streamPublished("events.duckdb");
