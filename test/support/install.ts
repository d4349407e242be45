/** Fetching what a suite needs and the machine lacks, as the builds do. */
export { canInstallPackages, installPackages, onPath, requireTools, runLocked } from "../../build/packages.mjs";
