// @ts-check
// A request of Angular's HttpClient with a token. `TokenManager.fetch` chooses the token and decides on a repeat; Angular sends the
// request.

import { HttpResponse } from "@angular/common/http";
import { Observable } from "rxjs";
import { none } from "./manager-source.js";

/**
 * @typedef {import("@angular/common/http").HttpRequest<unknown>} HttpRequest
 * @typedef {import("@angular/common/http").HttpHandlerFn} HttpHandlerFn
 * @typedef {import("@angular/common/http").HttpEvent<unknown>} HttpEvent
 */

/** The errors of `TokenManager.fetch` for a request that needs no provider's token. */
const FOREIGN = ["origin_not_allowed", "unknown_provider"];

/**
 * @param {import("./application.js").Application} application
 * @param {HttpRequest} request
 * @param {HttpHandlerFn} next
 * @param {{ provider: string | undefined, onNoToken: "throw" | "anonymous" | undefined }} asked
 * @returns {Observable<HttpEvent>}
 */
export function sendWithToken({ source, finished }, request, next, { provider, onNoToken }) {
  if (source === none) return next(request);
  return new Observable((observer) => {
    const aborted = new AbortController();
    /** @type {import("rxjs").Subscription | undefined} */
    let sending;
    /** Passes on the end of the request that was sent last. @type {(() => void) | undefined} */
    let end;

    /** @param {HttpRequest} request @returns {Promise<any>} what `TokenManager.fetch` reads of a Response */
    const send = (request) =>
      new Promise((resolve) => {
        let isOver = false;
        /** @param {any} answer @param {() => void} handOn */
        const answered = ({ status = 0, headers, url, responseType }, handOn) => {
          if (isOver) return;
          isOver = true;
          end = handOn;
          resolve({ status, headers: headers ?? new Headers(), url: url ?? "", type: responseType, body: null });
        };
        sending = next(request).subscribe({
          next: (event) => (event instanceof HttpResponse ? answered(event, () => (observer.next(event), observer.complete())) : observer.next(event)),
          error: (error) => answered(error ?? {}, () => observer.error(error)),
          complete: () => answered({}, () => observer.complete()),
        });
      });

    /** @type {any} */
    const transport = (/** @type {string} */ _url, /** @type {any} */ { headers, redirect }) => {
      const setHeaders = Object.fromEntries(headers);
      return send(request.clone({ setHeaders, ...(redirect && { redirect }) }));
    };
    const call = async () => {
      // On a callback page, the callback brings the token.
      await finished.catch(() => {});
      const manager = await source.ready().catch(() => {}); // The stores show the reason. No token can leak.
      const init = { provider, onNoToken, method: request.method, signal: aborted.signal, fetch: transport };
      if (manager === undefined) return send(request);
      try {
        await manager.fetch(request.urlWithParams, init);
      } catch (error) {
        const isForeign = end === undefined && provider === undefined && FOREIGN.includes(/** @type {any} */ (error).code);
        if (!isForeign) throw error;
        await send(request);
      }
    };
    call().then(
      () => end?.(),
      (error) => observer.error(error),
    );
    return () => {
      aborted.abort();
      sending?.unsubscribe();
    };
  });
}
