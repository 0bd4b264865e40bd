import { provideZonelessChangeDetection } from "@angular/core";

/** How Angular learns that something changed. */
export const detection = provideZonelessChangeDetection();
