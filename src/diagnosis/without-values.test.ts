import { expect, it } from "vitest";
import { SpokenLog } from "./spoken-log.ts";
import { withoutValues } from "./without-values.ts";

it.each([
  ["[parameters: [{'id': 1, 'name': 'geheim'}]]", "[parameters: …]"],
  ["DETAIL:  Failing row contains (9, geheim, null).", "DETAIL:  Failing row contains (…)."],
  ["DETAIL:  Failing row contains (9, geheim (x", "DETAIL:  Failing row contains (…)"],
  ["DETAIL:  Key (name)=(geheim) already exists.", "DETAIL:  Key (name)=(…) already exists."],
  [
    'psycopg.errors.InvalidTextRepresentation: invalid input syntax for type bigint: "geheim"',
    'psycopg.errors.InvalidTextRepresentation: invalid input syntax for type bigint: "…"',
  ],
  [
    "pymysql.err.IntegrityError: (1062, \"Duplicate entry 'geheim' for key 'PRIMARY'\")",
    "pymysql.err.IntegrityError: (1062, \"Duplicate entry '…' for key 'PRIMARY'\")",
  ],
  [
    "pymysql.err.DataError: (1366, \"Incorrect integer value: 'geheim' for column 'qty' at row 1\")",
    "pymysql.err.DataError: (1366, \"Incorrect integer value: '…' for column 'qty' at row 1\")",
  ],
  [
    "singer_sdk.exceptions.InvalidRecord: Record Message Validation Error: 'geheim' is not of type 'integer'",
    "singer_sdk.exceptions.InvalidRecord: Record Message Validation Error: … is not of type 'integer'",
  ],
  [
    "jsonschema.exceptions.ValidationError: 'geheim' is too long",
    "jsonschema.exceptions.ValidationError: … is too long",
  ],
  [
    "asyncpg.exceptions.DataError: invalid input for query argument $2: 'geheim' (invalid UUID 'geheim')",
    "asyncpg.exceptions.DataError: invalid input for query argument $2: …",
  ],
  [
    'E11000 duplicate key error collection: shop.orders index: _id_ dup key: { name: "geheim" }',
    "E11000 duplicate key error collection: shop.orders index: _id_ dup key: {…}",
  ],
  [
    "(2627, b\"Cannot insert duplicate key in object 'dbo.orders'. The duplicate key value is (geheim).DB-Lib error\")",
    "(2627, b\"Cannot insert duplicate key in object 'dbo.orders'. The duplicate key value is (…).DB-Lib error\")",
  ],
])("values of rows stay out of %s", (said, kept) => {
  expect(withoutValues(said)).toBe(kept);
  const log = new SpokenLog();
  log.add("target-postgres", said);
  expect(log.linesOf("target-postgres")).toEqual([{ text: kept, isError: false }]);
});

it.each([
  'psycopg.errors.NotNullViolation: null value in column "name" of relation "orders" violates not-null constraint',
  'FATAL:  password authentication failed for user "etl"',
  "pymysql.err.DataError: (1406, \"Data too long for column 'name' at row 1\")",
  "requests.exceptions.HTTPError: 401 Client Error: Unauthorized for url: https://api.example.com/orders",
])("what names no value stays as it is: %s", (said) => {
  expect(withoutValues(said)).toBe(said);
});
