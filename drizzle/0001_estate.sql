-- Word search by fragments; the only extension, trusted since PostgreSQL 13.
CREATE EXTENSION IF NOT EXISTS pg_trgm;
--> statement-breakpoint
CREATE TABLE "asset_apart" (
	"workspace_id" integer NOT NULL,
	"low" integer NOT NULL,
	"high" integer NOT NULL,
	CONSTRAINT "asset_apart_workspace_id_low_high_pk" PRIMARY KEY("workspace_id","low","high")
);
--> statement-breakpoint
CREATE TABLE "asset_metric" (
	"workspace_id" integer NOT NULL,
	"asset_id" integer NOT NULL,
	"version" integer NOT NULL,
	"up_count" integer NOT NULL,
	"down_count" integer NOT NULL,
	"down_running" integer NOT NULL,
	"sensitive_hops" smallint,
	"sensitive_next" integer,
	CONSTRAINT "asset_metric_workspace_id_asset_id_pk" PRIMARY KEY("workspace_id","asset_id")
);
--> statement-breakpoint
CREATE TABLE "asset_version" (
	"workspace_id" integer NOT NULL,
	"asset_id" integer NOT NULL,
	"from_record" integer NOT NULL,
	"to_record" integer NOT NULL,
	"op" text NOT NULL,
	"doc" jsonb NOT NULL,
	CONSTRAINT "asset_version_workspace_id_asset_id_from_record_to_record_pk" PRIMARY KEY("workspace_id","asset_id","from_record","to_record")
) PARTITION BY RANGE ("to_record");
--> statement-breakpoint
CREATE TABLE "asset_version_default" PARTITION OF "asset_version" DEFAULT;
--> statement-breakpoint
CREATE TABLE "edge_history" (
	"workspace_id" integer NOT NULL,
	"src" integer NOT NULL,
	"kind" smallint NOT NULL,
	"dst" integer NOT NULL,
	"source_id" integer NOT NULL,
	"from_record" integer NOT NULL,
	"to_record" integer NOT NULL,
	"class" smallint NOT NULL,
	"page_id" integer,
	"spot" text,
	"doc" jsonb,
	CONSTRAINT "edge_history_workspace_id_src_kind_dst_source_id_from_record_to_record_pk" PRIMARY KEY("workspace_id","src","kind","dst","source_id","from_record","to_record")
) PARTITION BY RANGE ("to_record");
--> statement-breakpoint
CREATE TABLE "edge_history_default" PARTITION OF "edge_history" DEFAULT;
--> statement-breakpoint
CREATE TABLE "graph_change" (
	"workspace_id" integer NOT NULL,
	"version" integer NOT NULL,
	"seq" integer NOT NULL,
	"op" smallint NOT NULL,
	"src" integer NOT NULL,
	"dst" integer DEFAULT 0 NOT NULL,
	"kind" smallint DEFAULT 0 NOT NULL,
	CONSTRAINT "graph_change_workspace_id_version_seq_pk" PRIMARY KEY("workspace_id","version","seq")
);
--> statement-breakpoint
CREATE TABLE "tally" (
	"workspace_id" integer NOT NULL,
	"list" text NOT NULL,
	"facet" text NOT NULL,
	"value" text NOT NULL,
	"n" bigint NOT NULL,
	CONSTRAINT "tally_workspace_id_list_facet_value_pk" PRIMARY KEY("workspace_id","list","facet","value")
);
--> statement-breakpoint
CREATE TABLE "push_chunk" (
	"workspace_id" integer NOT NULL,
	"upload_id" text NOT NULL,
	"seq" integer NOT NULL,
	"page_id" integer NOT NULL,
	"first_line" integer NOT NULL,
	"records" integer NOT NULL,
	CONSTRAINT "push_chunk_workspace_id_upload_id_seq_pk" PRIMARY KEY("workspace_id","upload_id","seq")
);
--> statement-breakpoint
CREATE TABLE "push_upload" (
	"workspace_id" integer NOT NULL,
	"id" text NOT NULL,
	"source_id" integer NOT NULL,
	"idempotency_key" text NOT NULL,
	"state" smallint NOT NULL,
	"received" bigint DEFAULT 0 NOT NULL,
	"lines" integer DEFAULT 0 NOT NULL,
	"tail" "bytea",
	"doc" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"run_id" integer,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "push_upload_workspace_id_id_pk" PRIMARY KEY("workspace_id","id")
);
--> statement-breakpoint
CREATE TABLE "run_page" (
	"workspace_id" integer NOT NULL,
	"run_id" integer NOT NULL,
	"page_id" integer NOT NULL,
	CONSTRAINT "run_page_workspace_id_run_id_page_id_pk" PRIMARY KEY("workspace_id","run_id","page_id")
);
--> statement-breakpoint
CREATE TABLE "api_token" (
	"workspace_id" integer NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"name" text NOT NULL,
	"hash" text NOT NULL,
	"prefix" text NOT NULL,
	"scopes" jsonb NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone,
	"last_used_at" timestamp with time zone,
	"revoked_at" timestamp with time zone,
	CONSTRAINT "api_token_workspace_id_id_pk" PRIMARY KEY("workspace_id","id")
);
--> statement-breakpoint
-- What was staged and not yet applied is collected again.
DELETE FROM "run_staging";
--> statement-breakpoint
ALTER TABLE "run_staging" DROP CONSTRAINT "run_staging_workspace_id_run_id_pk";
--> statement-breakpoint
ALTER TABLE "run_staging" ALTER COLUMN "body" DROP NOT NULL;
--> statement-breakpoint
ALTER TABLE "asset" RENAME COLUMN "first_run" TO "first_record";
--> statement-breakpoint
ALTER TABLE "asset" RENAME COLUMN "changed_run" TO "changed_record";
--> statement-breakpoint
ALTER TABLE "asset" RENAME COLUMN "closed_run" TO "closed_record";
--> statement-breakpoint
ALTER TABLE "asset" ADD COLUMN "page_id" integer;
--> statement-breakpoint
ALTER TABLE "asset" ADD COLUMN "spot" text;
--> statement-breakpoint
ALTER TABLE "asset_obs" RENAME COLUMN "changed_run" TO "changed_record";
--> statement-breakpoint
ALTER TABLE "asset_obs" ADD COLUMN "resource_type" text DEFAULT '' NOT NULL;
--> statement-breakpoint
ALTER TABLE "asset_obs" ADD COLUMN "eh" bigint DEFAULT 0 NOT NULL;
--> statement-breakpoint
ALTER TABLE "asset_obs" ADD COLUMN "lh" bigint DEFAULT 0 NOT NULL;
--> statement-breakpoint
ALTER TABLE "asset_obs" ADD COLUMN "page_id" integer;
--> statement-breakpoint
ALTER TABLE "asset_obs" ADD COLUMN "spot" text;
--> statement-breakpoint
ALTER TABLE "edge" RENAME COLUMN "first_run" TO "changed_record";
--> statement-breakpoint
ALTER TABLE "edge" ADD COLUMN "page_id" integer;
--> statement-breakpoint
ALTER TABLE "edge" ADD COLUMN "spot" text;
--> statement-breakpoint
ALTER TABLE "quarantine" ADD COLUMN "record" text;
--> statement-breakpoint
ALTER TABLE "quarantine" ADD COLUMN "state" smallint DEFAULT 1 NOT NULL;
--> statement-breakpoint
ALTER TABLE "quarantine" ADD COLUMN "replay_run" integer;
--> statement-breakpoint
ALTER TABLE "run" ADD COLUMN "record" integer;
--> statement-breakpoint
ALTER TABLE "run_staging" ADD COLUMN "seq" integer NOT NULL;
--> statement-breakpoint
ALTER TABLE "run_staging" ADD CONSTRAINT "run_staging_workspace_id_run_id_seq_pk" PRIMARY KEY("workspace_id","run_id","seq");
--> statement-breakpoint
ALTER TABLE "run_staging" ADD COLUMN "records" integer NOT NULL;
--> statement-breakpoint
ALTER TABLE "run_staging" ADD COLUMN "page_id" integer;
--> statement-breakpoint
ALTER TABLE "run_staging" ADD COLUMN "first_line" integer DEFAULT 1 NOT NULL;
--> statement-breakpoint
ALTER TABLE "workspace" ADD COLUMN "next_page" integer DEFAULT 1 NOT NULL;
--> statement-breakpoint
ALTER TABLE "workspace" ADD COLUMN "next_record" integer DEFAULT 1 NOT NULL;
--> statement-breakpoint
ALTER TABLE "workspace" ADD COLUMN "graph_version" integer DEFAULT 0 NOT NULL;
--> statement-breakpoint
CREATE INDEX "asset_metric_down" ON "asset_metric" USING btree ("workspace_id","down_count" desc,"asset_id");
--> statement-breakpoint
CREATE INDEX "asset_metric_sensitive" ON "asset_metric" USING btree ("workspace_id","sensitive_hops","asset_id");
--> statement-breakpoint
CREATE INDEX "edge_history_dst" ON "edge_history" USING btree ("workspace_id","dst");
--> statement-breakpoint
CREATE UNIQUE INDEX "push_upload_key" ON "push_upload" USING btree ("workspace_id","source_id","idempotency_key");
--> statement-breakpoint
CREATE INDEX "run_page_page" ON "run_page" USING btree ("workspace_id","page_id");
--> statement-breakpoint
CREATE UNIQUE INDEX "api_token_hash" ON "api_token" USING btree ("hash");
--> statement-breakpoint
CREATE INDEX "asset_trgm" ON "asset" USING gin ("name" gin_trgm_ops);
--> statement-breakpoint
CREATE INDEX "run_record" ON "run" USING btree ("workspace_id","record");
--> statement-breakpoint
-- A raw page becomes a row of its own that runs point to; old (run, path, digest) rows are its first users.
ALTER TABLE "raw_page" RENAME TO "raw_page_old";
--> statement-breakpoint
CREATE TABLE "raw_page" (
	"workspace_id" integer NOT NULL,
	"id" integer NOT NULL,
	"path" text NOT NULL,
	"digest" text NOT NULL,
	"source_id" integer NOT NULL,
	CONSTRAINT "raw_page_workspace_id_id_pk" PRIMARY KEY("workspace_id","id")
);
--> statement-breakpoint
INSERT INTO "raw_page" SELECT workspace_id, row_number() OVER (PARTITION BY workspace_id ORDER BY min(run_id), path, digest)::int, path, digest, source_id
	FROM (SELECT p.workspace_id, p.run_id, p.path, p.digest, r.source_id FROM "raw_page_old" p JOIN "run" r ON r.workspace_id = p.workspace_id AND r.id = p.run_id) x
	GROUP BY workspace_id, path, digest, source_id;
--> statement-breakpoint
INSERT INTO "run_page" SELECT o.workspace_id, o.run_id, p.id FROM "raw_page_old" o JOIN "run" r ON r.workspace_id = o.workspace_id AND r.id = o.run_id
	JOIN "raw_page" p ON p.workspace_id = o.workspace_id AND p.path = o.path AND p.digest = o.digest AND p.source_id = r.source_id;
--> statement-breakpoint
DROP TABLE "raw_page_old";
--> statement-breakpoint
CREATE UNIQUE INDEX "raw_page_digest" ON "raw_page" USING btree ("workspace_id","digest","path","source_id");
--> statement-breakpoint
UPDATE "workspace" w SET next_page = coalesce((SELECT max(id) + 1 FROM "raw_page" p WHERE p.workspace_id = w.id), 1), next_record = w.next_run;
--> statement-breakpoint
-- Until now runs were applied in the order of their ids.
UPDATE "run" SET record = id WHERE id IN (SELECT changed_record FROM "asset") OR ended_at IS NOT NULL;
--> statement-breakpoint
-- The evidence of a fact is the place in its raw page: the page's id and the spot in it.
UPDATE "asset" o SET page_id = p.id, spot = CASE e.doc->'locator'->>'kind' WHEN 'line' THEN 'L' || (e.doc->'locator'->>'line') ELSE e.doc->'locator'->>'pointer' END
	FROM "evidence" e JOIN "raw_page" p ON p.workspace_id = e.workspace_id AND p.digest = e.digest AND p.path = e.doc->'locator'->>'path'
	WHERE e.workspace_id = o.workspace_id AND e.id = o.evidence_id AND e.doc->'locator'->>'kind' <> 'bytes';
--> statement-breakpoint
ALTER TABLE "asset" DROP COLUMN "evidence_id";
--> statement-breakpoint
-- The evidence of a fact is the place in its raw page: the page's id and the spot in it.
UPDATE "asset_obs" o SET page_id = p.id, spot = CASE e.doc->'locator'->>'kind' WHEN 'line' THEN 'L' || (e.doc->'locator'->>'line') ELSE e.doc->'locator'->>'pointer' END
	FROM "evidence" e JOIN "raw_page" p ON p.workspace_id = e.workspace_id AND p.digest = e.digest AND p.path = e.doc->'locator'->>'path'
	WHERE e.workspace_id = o.workspace_id AND e.id = o.evidence_id AND e.doc->'locator'->>'kind' <> 'bytes';
--> statement-breakpoint
ALTER TABLE "asset_obs" DROP COLUMN "evidence_id";
--> statement-breakpoint
-- The evidence of a fact is the place in its raw page: the page's id and the spot in it.
UPDATE "edge" o SET page_id = p.id, spot = CASE e.doc->'locator'->>'kind' WHEN 'line' THEN 'L' || (e.doc->'locator'->>'line') ELSE e.doc->'locator'->>'pointer' END
	FROM "evidence" e JOIN "raw_page" p ON p.workspace_id = e.workspace_id AND p.digest = e.digest AND p.path = e.doc->'locator'->>'path'
	WHERE e.workspace_id = o.workspace_id AND e.id = o.evidence_id AND e.doc->'locator'->>'kind' <> 'bytes';
--> statement-breakpoint
ALTER TABLE "edge" DROP COLUMN "evidence_id";
--> statement-breakpoint
CREATE TABLE "asset_join" (
	"workspace_id" integer NOT NULL,
	"joined" integer NOT NULL,
	"kept" integer NOT NULL,
	"record" integer NOT NULL,
	"why" text NOT NULL,
	"doc" jsonb NOT NULL,
	CONSTRAINT "asset_join_workspace_id_joined_pk" PRIMARY KEY("workspace_id","joined")
);
--> statement-breakpoint
CREATE INDEX "asset_join_kept" ON "asset_join" USING btree ("workspace_id","kept");
