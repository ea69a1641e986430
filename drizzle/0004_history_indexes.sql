CREATE INDEX "asset_first" ON "asset" USING btree ("workspace_id","first_record");--> statement-breakpoint
CREATE INDEX "edge_changed" ON "edge" USING brin ("workspace_id","changed_record");