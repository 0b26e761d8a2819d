import { z } from "zod";

// Loaded before any schema is made, by a process that reads its settings once: making code to read them faster takes
// longer than it spares.
z.config({ jitless: true });
