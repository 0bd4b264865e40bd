import { answer, newManager } from "../../answer.js";

export const runtime = "edge";

const manager = newManager();

export const GET = (request) => answer(manager, request);
