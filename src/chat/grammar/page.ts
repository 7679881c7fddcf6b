/** `page=2`: the one way to what a list or a menu has more. A list declares it; of a menu every command knows it. */
import { named } from "../command.ts";
import { countArg } from "./arguments.ts";

export const PAGE = "page";

export const page = named(countArg, "which page, where the list has several");
