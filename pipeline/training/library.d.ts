declare module "ml-isolation-forest" {
  /** A node of a tree, as the library keeps it. */
  export interface TreeNode {
    left?: TreeNode;
    right?: TreeNode;
    splitColumn?: number;
    splitValue?: number;
    trainingSet?: number[][];
  }

  export class IsolationForest {
    constructor(options?: {nEstimators?: number});
    forest: TreeNode[];
    train(trainingSet: number[][]): void;
    predict(data: number[][]): number[];
  }
}
