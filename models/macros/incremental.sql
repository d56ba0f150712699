{#
    One row per order of `changes` (int_<system>__order_change united) with version_mark: text that
    is another one whenever anything became known of the order, or no longer is, as of the date.
#}
{% macro order_marks(changes) -%}
    select
        source_system,
        order_id,
        concat_ws(
            '|',
            cast(count(*) as varchar),
            cast(max(changed_at) as varchar),
            cast(max(arrived_at) as varchar)
        ) as version_mark
    from {{ changes }}
    where changed_at < {{ known_before() }}
    group by source_system, order_id
{%- endmacro %}

{#
    Takes orders out of an incremental fact that a full build would not have: deleted, cancelled or
    of a system that is no longer configured.
#}
{% macro delete_gone_orders(entity) -%}
    {%- if is_incremental() -%}
    delete from {{ this }}
    where not exists (
        select 1
        from ({{ conform(entity, {'order_id': 'text'}) }}) as present
        where
            present.source_system = {{ this }}.source_system
            and present.order_id = {{ this }}.order_id
    )
    {%- else -%}
    select 1 as nothing
    {%- endif -%}
{%- endmacro %}

{# Takes days out of the daily pipeline that a full build would not have. #}
{% macro delete_gone_opportunities() -%}
    {%- if is_incremental() -%}
    delete from {{ this }}
    where
        date_day > {{ as_of_date() }}
        or opportunity_key not in (
            select opportunity_key from {{ ref('fct_opportunity') }}
        )
    {%- else -%}
    select 1 as nothing
    {%- endif -%}
{%- endmacro %}
