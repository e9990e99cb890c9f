/**
 * What JSX becomes in the bundle, which puts this into each file: calls whose children are arguments, which compress
 * better than the lists of children that the automatic runtime makes.
 *
 * @module
 */
export { createElement, Fragment } from "preact";
