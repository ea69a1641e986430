export * from "./asset";
export * from "./evidence";
export * from "./risk";
export * from "./source";
export * from "./ticket";
export * from "./workspace";
