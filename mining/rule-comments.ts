import type { TableComments } from "../warehouse/table-comments.js";

export const RUN_COMMENTS: TableComments = {
  table:
    "One row per run of association mining: what it was asked, and how many orders it learned from.",
  columns: {
    run_id: "Made of parameters, as-of date and loads: the same input has the same id.",
    technique: "How the rules were found.",
    parameters: "The vars it ran with.",
    as_of_date: "Last day of the orders.",
    holdout_from_date:
      "First day of the orders kept for the evaluation; none where nothing was kept.",
    train_order_count: "Orders that the rules were learned from.",
    holdout_order_count: "Orders kept for the evaluation.",
    rule_count: "Rules found.",
  },
};

export const RULE_COMMENTS: TableComments = {
  table:
    "One row per antecedent and consequent: which items orders with others hold too (Agrawal and Srikant 1994).",
  columns: {
    run_id: "The run that found it (mining.run).",
    level: "What an item is: subcategory or product.",
    antecedent: "Items that an order holds, joined with + in the order of their names.",
    consequent: "The item that it then holds too.",
    antecedent_item_count: "Items of the antecedent.",
    support: "rule_order_count / train_order_count",
    confidence: "rule_order_count / antecedent_order_count",
    lift: "confidence / (consequent_order_count / train_order_count); 1 means unrelated.",
    leverage:
      "support - (antecedent_order_count / train_order_count) * (consequent_order_count / train_order_count)",
    conviction:
      "(1 - consequent_order_count / train_order_count) / (1 - confidence); none where confidence is 1.",
    holdout_confidence:
      "holdout_rule_order_count / holdout_antecedent_order_count; none where no order of the holdout has the antecedent.",
    antecedent_order_count: "Training orders with all items of the antecedent.",
    consequent_order_count: "Training orders with the consequent.",
    rule_order_count: "Training orders with both.",
    train_order_count: "All training orders.",
    holdout_antecedent_order_count: "Orders of the holdout with the antecedent.",
    holdout_rule_order_count: "Orders of the holdout with both.",
  },
};
