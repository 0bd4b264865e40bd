import { expect, test, vi } from "vitest";
import { users } from "./users.mjs";

users({ test, expect, timers: vi });
