{{ config(schema='intermediate') }}

{#
    Everything that happened to each order, with the instant at which it counts: when the source knew
    it, or the day it tells of where that is later. arrived_at is set where the source tells no time.
#}
{% set tables = [
    ('sales_order', ['order_date']),
    ('order_line', []),
    ('shipment', ['shipped_date', 'delivered_date']),
    ('invoice', ['invoice_date']),
    ('return_line', ['return_date']),
] %}
with
{%- for table, days in tables %}
{{ table }} as (

    {{ source_rows(
        source('raw_erp', table),
        [['order_no', 'order_id', 'text']]
        + ([['invoice_no', 'invoice_id', 'text']] if table == 'invoice' else [])
        + ([[days[0], 'first_day', 'date']] if days | length > 0 else [])
        + ([[days[1], 'second_day', 'date']] if days | length > 1 else []),
        changed_at=['changed_at'],
        deleted='is_deleted',
    ) }}

),
{% endfor %}
payment as (

    {{ source_rows(
        source('raw_erp', 'payment'),
        [['invoice_no', 'invoice_id', 'text'], ['paid_date', 'first_day', 'date']],
        changed_at=['changed_at'],
        deleted='is_deleted',
    ) }}

),

invoiced as (

    select distinct order_id, invoice_id from invoice

),

changes as (
    {% for table, days in tables %}
    select order_id, changed_at, _loaded_at, cast(null as date) as event_date
    from {{ table }}

    union all
    {% for day in ['first_day', 'second_day'][:days | length] %}
    select order_id, changed_at, _loaded_at, {{ day }} as event_date
    from {{ table }}
    where {{ day }} is not null

    union all
    {% endfor %}
    {%- endfor %}
    select
        invoiced.order_id,
        payment.changed_at,
        payment._loaded_at,
        payment.first_day as event_date
    from payment
    inner join invoiced
        on payment.invoice_id = invoiced.invoice_id

),

final as (

    select
        order_id,

        greatest(
            changed_at, coalesce({{ utc_instant('event_date') }}, changed_at)
        ) as changed_at,
        case when changed_at = timestamp '1900-01-01 00:00:00' then _loaded_at end as arrived_at
    from changes

)

select * from final
