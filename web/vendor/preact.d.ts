// The part of preact's types that the page uses; the whole is in the npm package of the same version.
export class Component<P = any> {
  constructor(props?: P);
  props: P;
  context: any;
  shouldComponentUpdate?(next: P, state: any, context: any): boolean;
  componentDidMount?(): void;
  setState(change: any): void;
  render(props: any, state?: any, context?: any): any;
}
export const Fragment: any;
export function h(type: any, props: any, ...children: any[]): any;
export function render(vnode: any, parent: Element): void;
export function createContext<T>(value: T): { Provider: any; Consumer: any; value?: T };
