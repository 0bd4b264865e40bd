import { provideZoneChangeDetection } from "@angular/core";

/** In place of detection.ts in the build with zone.js. */
export const detection = provideZoneChangeDetection();
