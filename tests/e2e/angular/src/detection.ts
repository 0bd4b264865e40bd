import { provideZonelessChangeDetection } from "@angular/core";

/** Angular's change detection. */
export const detection = provideZonelessChangeDetection();
