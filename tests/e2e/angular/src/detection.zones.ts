import { provideZoneChangeDetection } from "@angular/core";

/** Replaces detection.ts in the build with zone.js. */
export const detection = provideZoneChangeDetection();
