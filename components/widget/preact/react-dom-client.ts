/** What stands for `react-dom/client` in the widget's build. */
import { render, type ComponentChild } from 'preact';

export const createRoot = (container: Element) => ({
  render: (child: ComponentChild) => render(child, container),
});
