// Draws the page of one reviewed incident from the data that lie beside it.

import { mount } from 'svelte';
import Fault from './sections/Fault.svelte';
import Page from './Page.svelte';
import { load } from './data/load';
import './style/tokens.css';
import './style/base.css';
import './style/print.css';

const target = document.getElementById('page');
if (target) {
  const loaded = load(window);
  if ('fault' in loaded) mount(Fault, { target, props: { fault: loaded.fault } });
  else mount(Page, { target, props: loaded });
}
