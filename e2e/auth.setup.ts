import { test as setup } from "@playwright/test";
import { EVERY_ROLE, personWith, signInLink, stateFile } from "./people";
import { sharedPlace } from "./server";
import { SignInPage } from "./sign-in/sign-in.page";

for (const role of EVERY_ROLE) {
  setup(`sign in as ${role}`, async ({ page, context }) => {
    await new SignInPage(page).withLink(await signInLink(sharedPlace(), personWith(role)));
    await context.storageState({ path: stateFile(role) });
  });
}
