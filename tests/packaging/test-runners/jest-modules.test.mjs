import { expect, jest, test } from "@jest/globals";
import { users } from "./users.mjs";

users({ test, expect, timers: jest });
