import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { DataPlace } from "./dataset.ts";
import { sourceDataset, targetColumns, targetDataset } from "./name-dataset.ts";

function place(plugin: string, settings: Readonly<Record<string, unknown>>, maker = ""): DataPlace {
  return {
    project: "shop",
    root: "/srv/shop",
    plugin,
    family: `${plugin} ${maker}`.trim(),
    settings: new Map(Object.entries(settings)),
  };
}

type Case = readonly [string, Readonly<Record<string, unknown>>, string, string, string];

describe("what a tap reads from", () => {
  it.each<Case>([
    [
      "tap-postgres",
      { host: "DB.example.com", port: 5433, user: "etl", password: "s3cr3t", database: "shop" },
      "public-orders",
      "postgres://db.example.com:5433",
      "shop.public.orders",
    ],
    [
      "tap-postgres",
      { sqlalchemy_url: "postgresql+psycopg://etl:p%40ss@db/shop?sslmode=require" },
      "public-order-lines",
      "postgres://db:5432",
      "shop.public.order-lines",
    ],
    [
      "tap-postgres",
      { host: "/var/run/postgresql", database: "shop", filter_schemas: ["erp"] },
      "orders",
      "postgres://localhost:5432",
      "shop.erp.orders",
    ],
    [
      "tap-postgres",
      { host: "::1", database: "shop" },
      "public-orders",
      "postgres://[::1]:5432",
      "shop.public.orders",
    ],
    [
      "tap-redshift",
      { host: "wh.abc123.eu-west-1.redshift.amazonaws.com", dbname: "dwh" },
      "public-orders",
      "redshift://wh.eu-west-1:5439",
      "dwh.public.orders",
    ],
    [
      "tap-mysql",
      { host: "db", user: "root", password: "x", database: "shop" },
      "shop-orders",
      "mysql://db:3306",
      "shop.orders",
    ],
    [
      "tap-mariadb",
      { host: "db", port: "3307", database: "shop" },
      "orders",
      "mysql://db:3307",
      "shop.orders",
    ],
    [
      "tap-mssql",
      { host: "sql", port: 1433, database: "ERP" },
      "dbo-Orders",
      "mssql://sql:1433",
      "ERP.dbo.Orders",
    ],
    [
      "tap-oracle",
      { host: "ora", port: 1521, service_name: "ORCLPDB1" },
      "wms-orders",
      "oracle://ora:1521",
      "ORCLPDB1.WMS.ORDERS",
    ],
    [
      "tap-oracle",
      { sqlalchemy_url: "oracle+oracledb://u:p@ora/?service_name=PDB" },
      "WMS-OrderHdr",
      "oracle://ora:1521",
      "PDB.WMS.OrderHdr",
    ],
    [
      "tap-snowflake",
      { account: "myorg-acc1", database: "RAW", password: "x" },
      "public-orders",
      "snowflake://myorg-acc1",
      "RAW.PUBLIC.ORDERS",
    ],
    [
      "tap-bigquery",
      { project_id: "p1", streams: [{ name: "orders", table: "`p1.shop.orders_v2`" }] },
      "orders",
      "bigquery",
      "p1.shop.orders_v2",
    ],
    ["tap-bigquery", { project_id: "p1" }, "shop-orders", "bigquery", "p1.shop.orders"],
    [
      "tap-duckdb",
      { path: "data/w.duckdb" },
      "main-orders",
      "duckdb:///srv/shop/data/w.duckdb",
      "w.main.orders",
    ],
    ["tap-sqlite", { path_to_db: "/data/a.db" }, "main-orders", "sqlite:///data/a.db", "orders"],
    ["tap-jsonl", { path: "data/orders*.jsonl" }, "orders", "file", "/srv/shop/data/orders*.jsonl"],
    [
      "tap-csv",
      { files: [{ entity: "orders", path: "in/o.csv", keys: ["id"] }] },
      "orders",
      "file",
      "/srv/shop/in/o.csv",
    ],
    ["tap-csv", { files: '[{"entity":"orders","path":"in/o.csv"}]' }, "orders", "file", "/srv/shop/in/o.csv"],
    [
      "tap-singer-jsonl",
      { source: "local", "local.folders": ["in"] },
      "orders",
      "file",
      "/srv/shop/in/orders*",
    ],
    [
      "tap-spreadsheets-anywhere",
      { path: "sftp://me:pw@files.example.com/in/x.csv" },
      "x",
      "file://files.example.com",
      "/in/x.csv",
    ],
    [
      "tap-parquet",
      { path: "s3://AKIAIOSFODNN7EXAMPLE:secret@lake/orders/x.parquet" },
      "x",
      "s3://lake",
      "orders/x.parquet",
    ],
    [
      "tap-s3-csv",
      {
        bucket: "lake",
        aws_secret_access_key: "x",
        tables: [{ table_name: "orders", search_prefix: "in/", search_pattern: "orders_.*\\.csv" }],
      },
      "orders",
      "s3://lake",
      "in/orders_.*\\.csv",
    ],
    ["tap-gcs", { bucket: "lake", prefix: "in" }, "orders", "gs://lake", "in/*"],
    [
      "tap-azure-blob",
      {
        container: "c",
        connection_string: "DefaultEndpointsProtocol=https;AccountName=acc;AccountKey=Zm9vYmFyZm9vYmFy",
      },
      "orders",
      "abfss://c@acc.dfs.core.windows.net",
      "*",
    ],
    [
      "tap-rest-api-msdk",
      {
        api_url: "https://u:p@api.example.com/v1/?token=abc",
        streams: [{ name: "orders", path: "/orders?key=1" }],
      },
      "orders",
      "https://api.example.com:443/v1",
      "/orders",
    ],
    [
      "tap-rest-api-msdk",
      {
        api_url: "https://acme.wms.ocs.oraclecloud.com/acme_prod/wms/lgfapi/v10",
        streams: [{ name: "alloc", path: "/entity/allocation/" }],
      },
      "alloc",
      "oraclewms://acme.wms.ocs.oraclecloud.com:443",
      "acme_prod.allocation",
    ],
    [
      "tap-oracle-wms",
      {
        api_url: "http://127.0.0.1:8080",
        streams: [{ name: "orders", path: "/demo_a9/wms/lgfapi/v10/entity/order_hdr/" }],
      },
      "orders",
      "oraclewms://127.0.0.1:8080",
      "demo_a9.order_hdr",
    ],
    [
      "tap-oracle-wms",
      { base_url: "https://acme.wms.ocs.oraclecloud.com/acme_prod", username: "u", password: "p" },
      "allocation",
      "oraclewms://acme.wms.ocs.oraclecloud.com:443",
      "acme_prod.allocation",
    ],
    [
      "tap-oracle-wms",
      { base_url: "http://127.0.0.1:8080", environment: "demo_a9" },
      "order_hdr",
      "oraclewms://127.0.0.1:8080",
      "demo_a9.order_hdr",
    ],
    [
      "tap-acme",
      { api_url: "http://user:pw@acme.example.com:8080/tenants/9f8a7b6c5d4e3f2a1b0c9d8e7f6a" },
      "things",
      "http://acme.example.com:8080/tenants/***",
      "things",
    ],
    [
      "tap-anything",
      { sqlalchemy_url: "mysql+pymysql://u:p@db/shop" },
      "orders",
      "mysql://db:3306",
      "shop.orders",
    ],
  ])("%s %j, stream %s: %s %s", (plugin, settings, stream, namespace, name) => {
    expect(sourceDataset(place(plugin, settings), stream)).toEqual({ namespace, name, unknown: null });
  });
});

describe("what a target writes to", () => {
  it.each<Case>([
    [
      "target-postgres",
      { host: "wh", database: "dwh", default_target_schema: "raw" },
      "public-Orders",
      "postgres://wh:5432",
      "dwh.raw.Orders",
    ],
    [
      "target-postgres",
      { host: "wh", database: "dwh" },
      "public-orders",
      "postgres://wh:5432",
      "dwh.melty.orders",
    ],
    [
      "target-postgres",
      { host: "wh", database: "dwh", default_target_schema: "" },
      "public-orders",
      "postgres://wh:5432",
      "dwh.public.orders",
    ],
    [
      "target-snowflake",
      { account: "ORG-ACC.snowflakecomputing.com", database: "RAW", default_target_schema: "shop" },
      "public-Order Lines",
      "snowflake://org-acc",
      "RAW.SHOP.ORDER_LINES",
    ],
    [
      "target-bigquery",
      { project: "p", dataset: "raw", credentials_path: "/k.json" },
      "public-Orders",
      "bigquery",
      "p.raw.public_orders",
    ],
    [
      "target-duckdb",
      { filepath: "out/w.duckdb", default_target_schema: "shop" },
      "public-Orders",
      "duckdb:///srv/shop/out/w.duckdb",
      "w.shop.orders",
    ],
    [
      "target-duckdb",
      { filepath: "md:wh?motherduck_token=eyJhbGciOi.eyJhbGciOi", default_target_schema: "shop" },
      "orders",
      "duckdb://md:",
      "wh.shop.orders",
    ],
    ["target-sqlite", { path_to_db: "a.db" }, "public-Orders", "sqlite:///srv/shop/a.db", "orders"],
    ["target-mysql", { host: "db", database: "dwh" }, "Public-Orders", "mysql://db:3306", "public.orders"],
    [
      "target-mssql",
      { host: "sql", database: "dwh", default_target_schema: "raw" },
      "1st.Orders",
      "mssql://sql:1433",
      "dwh.raw.bst_orders",
    ],
    [
      "target-oracle",
      { host: "ora", service_name: "PDB", default_target_schema: "RAW" },
      "orders",
      "oracle://ora:1521",
      "PDB.RAW.ORDERS",
    ],
    ["target-jsonl", { destination_path: "output" }, "orders", "file", "/srv/shop/output/orders.jsonl"],
    [
      "target-jsonl",
      { destination_path: "/out", do_timestamp_file: true },
      "orders",
      "file",
      "/out/orders-*.jsonl",
    ],
    [
      "target-csv",
      { output_path: "out", file_naming_scheme: "{stream_name}_{datestamp}.csv" },
      "orders",
      "file",
      "/srv/shop/out/orders_*.csv",
    ],
    ["target-csv", { destination_path: "out" }, "orders", "file", "/srv/shop/out/orders-*.csv"],
    ["target-parquet", { destination_path: "out" }, "orders", "file", "/srv/shop/out/orders-*.parquet"],
    [
      "target-singer-jsonl",
      { destination: "local", "local.folder": "out" },
      "orders",
      "file",
      "/srv/shop/out/orders/*.singer",
    ],
    [
      "target-s3",
      { "cloud_provider.aws.aws_bucket": "lake", prefix: "raw" },
      "orders",
      "s3://lake",
      "raw/orders*",
    ],
    ["target-s3-parquet", { s3_path: "s3://lake/raw/" }, "orders", "s3://lake", "raw/orders*"],
    ["target-gcs", { bucket_name: "lake", key_prefix: "raw/" }, "orders", "gs://lake", "raw/orders*"],
    [
      "target-azure-storage",
      { container_name: "c", account_name: "acc", path: "abfss://c@acc.dfs.core.windows.net/raw" },
      "orders",
      "abfss://c@acc.dfs.core.windows.net",
      "raw/orders*",
    ],
  ])("%s %j, stream %s: %s %s", (plugin, settings, stream, namespace, name) => {
    expect(targetDataset(place(plugin, settings), stream)).toEqual({ namespace, name, unknown: null });
  });

  it("follows the PipelineWise variant of target-postgres in its own way", () => {
    const settings = { host: "wh", dbname: "dwh", default_target_schema: "raw" };
    const named = targetDataset(place("target-postgres", settings, "transferwise"), "cat-public-Order.Lines");
    expect(named.name).toBe("dwh.raw.order_lines");
    expect(targetColumns(place("target-postgres", settings, "transferwise"))?.("createdAt")).toBe(
      "createdat",
    );
  });

  it("writes columns as the target at hand does, and says where nobody knows", () => {
    const column = (plugin: string) => targetColumns(place(plugin, {}))?.("2nd Order-No.") ?? null;
    expect(column("target-postgres")).toBe("2nd Order-No.");
    expect(column("target-snowflake")).toBe("cnd_order_no_");
    expect(column("target-jsonl")).toBe("2nd Order-No.");
    expect(column("target-acme")).toBeNull();
  });
});

describe("a place that nobody knows", () => {
  it.each([
    ["of an unknown plugin", place("tap-acme", { token: "s3cr3t" }), "don't say which system"],
    ["without settings", { ...place("tap-postgres", {}), settings: null }, "could not be read"],
    ["of a server that is not named", place("tap-postgres", { database: "shop" }), "name no server"],
    ["of a WMS that is not named", place("tap-oracle-wms", {}), "name no WMS"],
    ["of a bucket that is not named", place("target-s3", {}), "name no bucket"],
  ])("%s has a neutral name, and says why", (_, where, reason) => {
    const named = sourceDataset({ ...where, project: "my shop" }, "orders");
    expect(named).toMatchObject({ namespace: `meltano://my%20shop/${where.plugin}`, name: "orders" });
    expect(named.unknown).toContain(reason);
  });

  it("lacks the part that is not known, and says which", () => {
    expect(sourceDataset(place("tap-postgres", { host: "db", database: "shop" }), "orders")).toEqual({
      namespace: "postgres://db:5432",
      name: "shop.orders",
      unknown: expect.stringContaining("schema"),
    });
    expect(sourceDataset(place("tap-snowflake", { account: "a-b" }), "orders").unknown).toContain(
      "no database and no schema",
    );
  });
});

describe("a dataset's name", () => {
  const plugins = [
    "tap-postgres",
    "target-snowflake",
    "tap-acme",
    "tap-oracle-wms",
    "target-s3",
    "tap-parquet",
    "tap-duckdb",
  ];
  const shapes = [
    (secret: string) => ({ sqlalchemy_url: `postgresql://etl:${secret}@db.example.com/shop` }),
    (secret: string) => ({
      api_url: `https://etl:${secret}@api.example.com/v1?api_key=${secret}`,
      token: secret,
    }),
    (secret: string) => ({ path: `s3://etl:${secret}@lake/raw`, bucket: "lake", password: secret }),
    (secret: string) => ({ host: `etl:${secret}@db.example.com`, database: "shop" }),
    (secret: string) => ({ path: `sftp://etl:${secret}@files/raw`, url: `mysql://etl:${secret}@db/shop` }),
  ];

  it("never holds a password, whatever plugin it is and wherever it stands", () => {
    const secrets = fc.stringMatching(/^[A-Za-z0-9!$%&*+,;=._~@:/?#-]{8,20}$/);
    fc.assert(
      fc.property(
        secrets,
        fc.constantFrom(...plugins),
        fc.constantFrom(...shapes),
        (secret, plugin, shape) => {
          const where = place(plugin, shape(secret));
          for (const { namespace, name } of [sourceDataset(where, "orders"), targetDataset(where, "orders")])
            expect(`${namespace} ${name}`).not.toContain(secret);
        },
      ),
    );
  });

  it("never holds a secret of the plugin's, also where it is a part of the path", () => {
    const settings = {
      api_url: "https://api.example.com/v1/key-for-me/",
      auth_token: "key-for-me",
      streams: [{ name: "orders", path: "/key-for-me/orders" }],
    };
    expect(sourceDataset(place("tap-rest-api-msdk", settings), "orders")).toMatchObject({
      namespace: "https://api.example.com:443/v1/***",
      name: "/***/orders",
    });
  });

  it("is made of any stream's name without a throw", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary", maxLength: 300 }),
        fc.constantFrom(...plugins),
        (stream, plugin) => {
          const where = place(plugin, {
            host: "db",
            database: "shop",
            path: "x",
            account: "a",
            api_url: "http://h",
          });
          expect(sourceDataset(where, stream).name).toBeTypeOf("string");
          expect(targetDataset(where, stream).name).toBeTypeOf("string");
        },
      ),
    );
  });
});
