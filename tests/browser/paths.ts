import {pages} from "../../src/core/pages/registry.js";

/** The paths of all pages, below the root of the site. */
export const paths: readonly string[] = pages.map(({path}) => path);
