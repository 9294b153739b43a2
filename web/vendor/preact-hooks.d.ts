// The part of the hooks' types that the page uses.
export function useState<T>(initial: T | (() => T)): [T, (value: T | ((before: T) => T)) => void];
export function useRef<T>(initial: T): { current: T };
export function useEffect(effect: () => void | undefined | (() => void), inputs?: any[]): void;
export function useLayoutEffect(effect: () => void | undefined | (() => void), inputs?: any[]): void;
export function useMemo<T>(factory: () => T, inputs?: any[]): T;
export function useContext<T>(context: { Provider: any; value?: T }): T;
