CREATE TABLE "held_gone" (
	"workspace_id" integer NOT NULL,
	"run_id" integer NOT NULL,
	"scope" text NOT NULL,
	"resource_type" text NOT NULL,
	"asset_id" integer NOT NULL,
	"ext_key" text NOT NULL,
	CONSTRAINT "held_gone_workspace_id_run_id_scope_resource_type_asset_id_pk" PRIMARY KEY("workspace_id","run_id","scope","resource_type","asset_id")
);
