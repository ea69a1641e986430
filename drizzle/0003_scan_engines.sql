CREATE TABLE "scan_engine_result" (
	"workspace_id" integer NOT NULL,
	"source_id" integer NOT NULL,
	"seq" integer NOT NULL,
	"run_id" integer NOT NULL,
	"scope" text NOT NULL,
	"engine" text NOT NULL,
	"version" text,
	"path" text NOT NULL,
	"digest" text,
	"matched" text,
	"verdict" smallint NOT NULL,
	"found" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"evidence_id" text NOT NULL,
	CONSTRAINT "scan_engine_result_workspace_id_source_id_seq_pk" PRIMARY KEY("workspace_id","source_id","seq")
);
--> statement-breakpoint
CREATE INDEX "scan_engine_result_file" ON "scan_engine_result" USING btree ("workspace_id",coalesce("digest", "matched"));
