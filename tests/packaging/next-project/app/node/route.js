import { answer, newManager } from "../../answer.js";

const manager = newManager();

export const GET = (request) => answer(manager, request);
