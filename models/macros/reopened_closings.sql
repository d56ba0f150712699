{#
    The closings that a deal was reopened from, or that another closing on a later day took the place of:
    closed_date is the first day at whose end it was closed so, reopened_date the first at whose end it no
    longer was. fct_opportunity has the last closing, which stands. The amount is that of the visit.
#}
{% macro reopened_closings() -%}
    select
        opportunity_key,
        source_system,
        visit_number,
        entered_date as closed_date,
        exited_date as reopened_date,
        stage_outcome = 'won' as is_won,
        opportunity_amount
    from {{ ref('fct_opportunity_stage') }}
    where
        stage_outcome <> 'open'
        and exited_date > entered_date
{%- endmacro %}
