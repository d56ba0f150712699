{# The segment of an opportunity, by the column that var win_rate_segment names; no value is a segment too. #}
{% macro win_rate_segment(alias) -%}
    coalesce(cast({{ alias }}.{{ var('win_rate_segment') }} as varchar), 'unknown')
{%- endmacro %}

{# Columns of fct_opportunity that deals can be told apart by while they are open: the names var win_rate_segment knows. #}
{% macro win_rate_segments() -%}
    {{ return([
        'opportunity_type', 'lead_source', 'customer_type', 'source_system', 'currency_code', 'competitor_name',
        'customer_key', 'employee_key', 'campaign_key',
    ]) }}
{%- endmacro %}
