import {streamPublished} from "../pipeline/site/stream-published.js";

// Every scored event of the latest run, most anomalous first, as a DuckDB database.
await streamPublished("events.duckdb");
