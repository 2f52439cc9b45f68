import { createContext } from "react";

/** Whether what is drawn only passes by, in a list that is scrolled fast: no picture is fetched for it then. */
export const PassingContext = createContext(false);
