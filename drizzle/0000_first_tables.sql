CREATE TABLE "asset" (
	"workspace_id" integer NOT NULL,
	"id" integer NOT NULL,
	"first_run" integer NOT NULL,
	"changed_run" integer NOT NULL,
	"closed_run" integer,
	"h" bigint NOT NULL,
	"kind" smallint NOT NULL,
	"subtype" text NOT NULL,
	"ext_key" text NOT NULL,
	"name" text NOT NULL,
	"owner" text,
	"env" text,
	"data" smallint,
	"criticality" smallint,
	"attrs" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"evidence_id" text,
	"exposure" smallint DEFAULT 0 NOT NULL,
	"data_scored" smallint,
	"criticality_scored" smallint,
	"blast_weight" real DEFAULT 0 NOT NULL,
	"blast_count" integer DEFAULT 0 NOT NULL,
	"score_tenths" smallint,
	"worst_band" smallint,
	"open_risks" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "asset_workspace_id_id_pk" PRIMARY KEY("workspace_id","id")
);
--> statement-breakpoint
CREATE TABLE "asset_alias" (
	"workspace_id" integer NOT NULL,
	"alias" text NOT NULL,
	"asset_id" integer NOT NULL,
	CONSTRAINT "asset_alias_workspace_id_alias_pk" PRIMARY KEY("workspace_id","alias")
);
--> statement-breakpoint
CREATE TABLE "asset_event" (
	"workspace_id" integer NOT NULL,
	"asset_id" integer NOT NULL,
	"run_id" integer NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"text" text NOT NULL,
	CONSTRAINT "asset_event_workspace_id_asset_id_run_id_text_pk" PRIMARY KEY("workspace_id","asset_id","run_id","text")
);
--> statement-breakpoint
CREATE TABLE "asset_obs" (
	"workspace_id" integer NOT NULL,
	"source_id" integer NOT NULL,
	"ext_key" text NOT NULL,
	"asset_id" integer NOT NULL,
	"scope" text DEFAULT '' NOT NULL,
	"changed_run" integer NOT NULL,
	"h" bigint NOT NULL,
	"class" smallint NOT NULL,
	"doc" jsonb NOT NULL,
	"evidence_id" text,
	CONSTRAINT "asset_obs_workspace_id_source_id_ext_key_pk" PRIMARY KEY("workspace_id","source_id","ext_key")
);
--> statement-breakpoint
CREATE TABLE "edge" (
	"workspace_id" integer NOT NULL,
	"src" integer NOT NULL,
	"kind" smallint NOT NULL,
	"dst" integer NOT NULL,
	"source_id" integer NOT NULL,
	"class" smallint NOT NULL,
	"first_run" integer NOT NULL,
	"evidence_id" text,
	CONSTRAINT "edge_workspace_id_src_kind_dst_source_id_pk" PRIMARY KEY("workspace_id","src","kind","dst","source_id")
);
--> statement-breakpoint
CREATE TABLE "edge_detail" (
	"workspace_id" integer NOT NULL,
	"src" integer NOT NULL,
	"kind" smallint NOT NULL,
	"dst" integer NOT NULL,
	"source_id" integer NOT NULL,
	"doc" jsonb NOT NULL,
	CONSTRAINT "edge_detail_workspace_id_src_kind_dst_source_id_pk" PRIMARY KEY("workspace_id","src","kind","dst","source_id")
);
--> statement-breakpoint
CREATE TABLE "byte_window" (
	"workspace_id" integer NOT NULL,
	"digest" text NOT NULL,
	"member" text DEFAULT '' NOT NULL,
	"start" bigint NOT NULL,
	"whole" boolean NOT NULL,
	"body" "bytea" NOT NULL,
	CONSTRAINT "byte_window_workspace_id_digest_member_start_pk" PRIMARY KEY("workspace_id","digest","member","start")
);
--> statement-breakpoint
CREATE TABLE "evidence" (
	"workspace_id" integer NOT NULL,
	"id" text NOT NULL,
	"digest" text NOT NULL,
	"doc" jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "evidence_workspace_id_id_pk" PRIMARY KEY("workspace_id","id")
);
--> statement-breakpoint
CREATE TABLE "scan" (
	"workspace_id" integer NOT NULL,
	"digest" text NOT NULL,
	"state" smallint NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"run_id" integer NOT NULL,
	"engine" text NOT NULL,
	"ruleset" text NOT NULL,
	"verdict" smallint,
	"result" jsonb,
	"evidence_ids" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"duration_ms" integer,
	"queued_at" timestamp with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp with time zone,
	CONSTRAINT "scan_workspace_id_digest_pk" PRIMARY KEY("workspace_id","digest")
);
--> statement-breakpoint
CREATE TABLE "finding" (
	"workspace_id" integer NOT NULL,
	"id" bigint NOT NULL,
	"asset_id" integer NOT NULL,
	"rule_id" text NOT NULL,
	"fingerprint" text NOT NULL,
	"fault_line" smallint NOT NULL,
	"severity" smallint NOT NULL,
	"threat" smallint NOT NULL,
	"confidence" smallint,
	"observation" smallint NOT NULL,
	"triage" smallint NOT NULL,
	"exception_id" text,
	"risk_id" bigint,
	"fix_key" text NOT NULL,
	"title" text NOT NULL,
	"message" text NOT NULL,
	"doc" jsonb NOT NULL,
	"first_run" integer NOT NULL,
	"changed_run" integer NOT NULL,
	"first_seen_at" timestamp with time zone NOT NULL,
	"closed_at" timestamp with time zone,
	CONSTRAINT "finding_workspace_id_id_pk" PRIMARY KEY("workspace_id","id")
);
--> statement-breakpoint
CREATE TABLE "fix_unit" (
	"workspace_id" integer NOT NULL,
	"id" bigint NOT NULL,
	"key" text NOT NULL,
	"title" text NOT NULL,
	"steps" jsonb NOT NULL,
	"first_run" integer NOT NULL,
	CONSTRAINT "fix_unit_workspace_id_id_pk" PRIMARY KEY("workspace_id","id")
);
--> statement-breakpoint
CREATE TABLE "posture_point" (
	"workspace_id" integer NOT NULL,
	"run_id" integer NOT NULL,
	"fault_line" smallint NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"posture" double precision NOT NULL,
	"counts" jsonb NOT NULL,
	"opened" integer DEFAULT 0 NOT NULL,
	"proven" integer DEFAULT 0 NOT NULL,
	"gone" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "posture_point_workspace_id_run_id_fault_line_pk" PRIMARY KEY("workspace_id","run_id","fault_line")
);
--> statement-breakpoint
CREATE TABLE "risk" (
	"workspace_id" integer NOT NULL,
	"id" bigint NOT NULL,
	"key" text NOT NULL,
	"open" boolean NOT NULL,
	"rule_id" text NOT NULL,
	"fault_line" smallint NOT NULL,
	"root_asset" integer NOT NULL,
	"at_asset" integer NOT NULL,
	"title" text NOT NULL,
	"summary" text NOT NULL,
	"severity" smallint NOT NULL,
	"band" smallint NOT NULL,
	"sla_band" smallint NOT NULL,
	"score_tenths" smallint NOT NULL,
	"score_exact" double precision NOT NULL,
	"exploited_exact" double precision NOT NULL,
	"queue_rank" integer NOT NULL,
	"exposure" smallint NOT NULL,
	"threat" smallint NOT NULL,
	"confidence" smallint,
	"hazard" text NOT NULL,
	"owner" text,
	"due_at" timestamp with time zone,
	"overdue" boolean DEFAULT false NOT NULL,
	"gain" double precision DEFAULT 0 NOT NULL,
	"evidence_class" smallint NOT NULL,
	"reasons" jsonb NOT NULL,
	"crosses" jsonb NOT NULL,
	"inputs" jsonb NOT NULL,
	"explain" jsonb NOT NULL,
	"formula_version" text NOT NULL,
	"first_run" integer NOT NULL,
	"changed_run" integer NOT NULL,
	"first_seen_at" timestamp with time zone NOT NULL,
	"class_since" timestamp with time zone NOT NULL,
	"closed_at" timestamp with time zone,
	CONSTRAINT "risk_workspace_id_id_pk" PRIMARY KEY("workspace_id","id")
);
--> statement-breakpoint
CREATE TABLE "risk_event" (
	"workspace_id" integer NOT NULL,
	"risk_id" bigint NOT NULL,
	"run_id" integer NOT NULL,
	"seq" integer NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"actor" text NOT NULL,
	"text" text NOT NULL,
	CONSTRAINT "risk_event_workspace_id_risk_id_run_id_seq_pk" PRIMARY KEY("workspace_id","risk_id","run_id","seq")
);
--> statement-breakpoint
CREATE TABLE "risk_member" (
	"workspace_id" integer NOT NULL,
	"risk_id" bigint NOT NULL,
	"asset_id" integer NOT NULL,
	"tau" double precision NOT NULL,
	"score_tenths" smallint NOT NULL,
	"band" smallint NOT NULL,
	"via" integer,
	CONSTRAINT "risk_member_workspace_id_risk_id_asset_id_pk" PRIMARY KEY("workspace_id","risk_id","asset_id")
);
--> statement-breakpoint
CREATE TABLE "rule_stat" (
	"workspace_id" integer NOT NULL,
	"rule_id" text NOT NULL,
	"run_id" integer NOT NULL,
	"population" integer NOT NULL,
	"pass" integer NOT NULL,
	"fail" integer NOT NULL,
	"inconclusive" integer NOT NULL,
	"reasons" jsonb DEFAULT '{}'::jsonb NOT NULL,
	CONSTRAINT "rule_stat_workspace_id_rule_id_pk" PRIMARY KEY("workspace_id","rule_id")
);
--> statement-breakpoint
CREATE TABLE "collected_file" (
	"workspace_id" integer NOT NULL,
	"source_id" integer NOT NULL,
	"path" text NOT NULL,
	"digest" text NOT NULL,
	"size_bytes" bigint NOT NULL,
	"run_id" integer NOT NULL,
	CONSTRAINT "collected_file_workspace_id_source_id_path_pk" PRIMARY KEY("workspace_id","source_id","path")
);
--> statement-breakpoint
CREATE TABLE "quarantine" (
	"workspace_id" integer NOT NULL,
	"run_id" integer NOT NULL,
	"seq" integer NOT NULL,
	"path" text NOT NULL,
	"pointer" text NOT NULL,
	"reason" text NOT NULL,
	CONSTRAINT "quarantine_workspace_id_run_id_seq_pk" PRIMARY KEY("workspace_id","run_id","seq")
);
--> statement-breakpoint
CREATE TABLE "raw_blob" (
	"workspace_id" integer NOT NULL,
	"digest" text NOT NULL,
	"media_type" text NOT NULL,
	"size_bytes" bigint NOT NULL,
	"body" "bytea" NOT NULL,
	CONSTRAINT "raw_blob_workspace_id_digest_pk" PRIMARY KEY("workspace_id","digest")
);
--> statement-breakpoint
CREATE TABLE "raw_page" (
	"workspace_id" integer NOT NULL,
	"run_id" integer NOT NULL,
	"path" text NOT NULL,
	"digest" text NOT NULL,
	CONSTRAINT "raw_page_workspace_id_run_id_path_pk" PRIMARY KEY("workspace_id","run_id","path")
);
--> statement-breakpoint
CREATE TABLE "run" (
	"workspace_id" integer NOT NULL,
	"id" integer NOT NULL,
	"key" text NOT NULL,
	"source_id" integer NOT NULL,
	"state" smallint NOT NULL,
	"stage" smallint,
	"progress" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"now" text,
	"stats" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"error" text,
	"released" boolean DEFAULT false NOT NULL,
	"more" boolean DEFAULT false NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"queued_at" timestamp with time zone DEFAULT now() NOT NULL,
	"started_at" timestamp with time zone,
	"ended_at" timestamp with time zone,
	CONSTRAINT "run_workspace_id_id_pk" PRIMARY KEY("workspace_id","id")
);
--> statement-breakpoint
CREATE TABLE "run_scope" (
	"workspace_id" integer NOT NULL,
	"run_id" integer NOT NULL,
	"scope" text NOT NULL,
	"resource_type" text NOT NULL,
	"outcome" smallint NOT NULL,
	"seen" integer NOT NULL,
	"reason" text,
	CONSTRAINT "run_scope_workspace_id_run_id_scope_resource_type_pk" PRIMARY KEY("workspace_id","run_id","scope","resource_type")
);
--> statement-breakpoint
CREATE TABLE "run_staging" (
	"workspace_id" integer NOT NULL,
	"run_id" integer NOT NULL,
	"body" "bytea" NOT NULL,
	CONSTRAINT "run_staging_workspace_id_run_id_pk" PRIMARY KEY("workspace_id","run_id")
);
--> statement-breakpoint
CREATE TABLE "source" (
	"workspace_id" integer NOT NULL,
	"id" integer NOT NULL,
	"name" text NOT NULL,
	"connector" text NOT NULL,
	"config" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"last_run" integer,
	"removed_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "source_workspace_id_id_pk" PRIMARY KEY("workspace_id","id")
);
--> statement-breakpoint
CREATE TABLE "ticket" (
	"workspace_id" integer NOT NULL,
	"id" bigint NOT NULL,
	"fix_unit_id" bigint NOT NULL,
	"owner" text DEFAULT '' NOT NULL,
	"assignee_id" uuid,
	"state" smallint NOT NULL,
	"due_at" timestamp with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	"proof" jsonb,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "ticket_workspace_id_id_pk" PRIMARY KEY("workspace_id","id")
);
--> statement-breakpoint
CREATE TABLE "ticket_comment" (
	"workspace_id" integer NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"ticket_id" bigint NOT NULL,
	"author_id" uuid NOT NULL,
	"text" text NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "ticket_comment_workspace_id_id_pk" PRIMARY KEY("workspace_id","id")
);
--> statement-breakpoint
CREATE TABLE "audit" (
	"workspace_id" integer NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	"actor" text NOT NULL,
	"action" text NOT NULL,
	"entity" text NOT NULL,
	"entity_id" text NOT NULL,
	"detail" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"request_id" text,
	CONSTRAINT "audit_workspace_id_id_pk" PRIMARY KEY("workspace_id","id")
);
--> statement-breakpoint
CREATE TABLE "membership" (
	"workspace_id" integer NOT NULL,
	"person_id" uuid NOT NULL,
	"role" smallint NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "membership_workspace_id_person_id_pk" PRIMARY KEY("workspace_id","person_id")
);
--> statement-breakpoint
CREATE TABLE "one_time_link" (
	"token_hash" text PRIMARY KEY NOT NULL,
	"workspace_id" integer NOT NULL,
	"purpose" text NOT NULL,
	"person_id" uuid,
	"expires_at" timestamp with time zone NOT NULL,
	"used_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "outbox" (
	"workspace_id" integer NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"topic" text NOT NULL,
	"key" text NOT NULL,
	"body" jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"sent_at" timestamp with time zone,
	CONSTRAINT "outbox_workspace_id_id_pk" PRIMARY KEY("workspace_id","id")
);
--> statement-breakpoint
CREATE TABLE "person" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"email" text NOT NULL,
	"name" text NOT NULL,
	"password_hash" text,
	"failures" integer DEFAULT 0 NOT NULL,
	"locked_until" timestamp with time zone,
	"session_epoch" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "person_email_unique" UNIQUE("email")
);
--> statement-breakpoint
CREATE TABLE "worker_beat" (
	"worker_id" text PRIMARY KEY NOT NULL,
	"seen_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "workspace" (
	"id" integer PRIMARY KEY NOT NULL,
	"slug" text NOT NULL,
	"name" text NOT NULL,
	"next_asset" integer DEFAULT 1 NOT NULL,
	"next_finding" bigint DEFAULT 1 NOT NULL,
	"next_risk" bigint DEFAULT 1 NOT NULL,
	"next_fix_unit" bigint DEFAULT 1 NOT NULL,
	"next_ticket" bigint DEFAULT 1 NOT NULL,
	"next_source" integer DEFAULT 1 NOT NULL,
	"next_run" integer DEFAULT 1 NOT NULL,
	"graph_run" integer DEFAULT 0 NOT NULL,
	"clock_at" timestamp with time zone,
	"recorded_by" integer,
	"label" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "workspace_slug_unique" UNIQUE("slug")
);
--> statement-breakpoint
CREATE UNIQUE INDEX "asset_ext" ON "asset" USING btree ("workspace_id","ext_key");--> statement-breakpoint
CREATE INDEX "asset_rank" ON "asset" USING btree ("workspace_id",coalesce("score_tenths", -1) desc,"id");--> statement-breakpoint
CREATE INDEX "asset_kind" ON "asset" USING btree ("workspace_id","kind");--> statement-breakpoint
CREATE INDEX "asset_name" ON "asset" USING btree ("workspace_id",lower("name"));--> statement-breakpoint
CREATE INDEX "asset_alias_asset" ON "asset_alias" USING btree ("workspace_id","asset_id");--> statement-breakpoint
CREATE INDEX "asset_obs_asset" ON "asset_obs" USING btree ("workspace_id","asset_id");--> statement-breakpoint
CREATE UNIQUE INDEX "edge_rev" ON "edge" USING btree ("workspace_id","dst","kind","src","source_id");--> statement-breakpoint
CREATE INDEX "evidence_digest" ON "evidence" USING btree ("workspace_id","digest");--> statement-breakpoint
CREATE INDEX "scan_run" ON "scan" USING btree ("workspace_id","run_id","state");--> statement-breakpoint
CREATE UNIQUE INDEX "finding_fp" ON "finding" USING btree ("workspace_id","fingerprint");--> statement-breakpoint
CREATE INDEX "finding_asset" ON "finding" USING btree ("workspace_id","asset_id");--> statement-breakpoint
CREATE INDEX "finding_risk" ON "finding" USING btree ("workspace_id","risk_id");--> statement-breakpoint
CREATE UNIQUE INDEX "fix_unit_key" ON "fix_unit" USING btree ("workspace_id","key");--> statement-breakpoint
CREATE UNIQUE INDEX "risk_key" ON "risk" USING btree ("workspace_id","key");--> statement-breakpoint
CREATE INDEX "risk_queue" ON "risk" USING btree ("workspace_id","queue_rank" desc,"id") WHERE "risk"."open";--> statement-breakpoint
CREATE INDEX "risk_line" ON "risk" USING btree ("workspace_id","fault_line","queue_rank" desc,"id") WHERE "risk"."open";--> statement-breakpoint
CREATE INDEX "risk_root" ON "risk" USING btree ("workspace_id","root_asset");--> statement-breakpoint
CREATE INDEX "risk_member_asset" ON "risk_member" USING btree ("workspace_id","asset_id");--> statement-breakpoint
CREATE INDEX "collected_file_digest" ON "collected_file" USING btree ("workspace_id","digest");--> statement-breakpoint
CREATE INDEX "raw_page_digest" ON "raw_page" USING btree ("workspace_id","digest");--> statement-breakpoint
CREATE UNIQUE INDEX "run_key" ON "run" USING btree ("workspace_id","key");--> statement-breakpoint
CREATE INDEX "run_source" ON "run" USING btree ("workspace_id","source_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "ticket_fix_owner" ON "ticket" USING btree ("workspace_id","fix_unit_id","owner");--> statement-breakpoint
CREATE INDEX "ticket_assignee" ON "ticket" USING btree ("workspace_id","assignee_id","state");--> statement-breakpoint
CREATE INDEX "ticket_comment_ticket" ON "ticket_comment" USING btree ("workspace_id","ticket_id","at");--> statement-breakpoint
CREATE INDEX "audit_entity" ON "audit" USING btree ("workspace_id","entity","entity_id","at");--> statement-breakpoint
CREATE INDEX "audit_at" ON "audit" USING btree ("workspace_id","at");--> statement-breakpoint
CREATE INDEX "membership_person" ON "membership" USING btree ("person_id");--> statement-breakpoint
CREATE UNIQUE INDEX "outbox_key" ON "outbox" USING btree ("workspace_id","topic","key");