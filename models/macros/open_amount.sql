{# Whether what was paid of an invoice by some day is all of it: of a credit note, below zero, all that was paid back. #}
{% macro is_settled(gross_amount, paid_amount) -%}
    case
        when {{ gross_amount }} < 0 then {{ paid_amount }} <= {{ gross_amount }}
        else {{ paid_amount }} >= {{ gross_amount }}
    end
{%- endmacro %}

{#
    What is open of an invoice of fct_invoice of which `paid_source_amount` was paid by some day, at the rate
    of the invoice. Nothing is of one that is settled: what was paid beyond it is no debt of ours here.
#}
{% macro open_amount(invoice, paid_source_amount) -%}
    case
        when {{ is_settled(invoice ~ '.gross_source_amount', paid_source_amount) }} then {{ amount('0') }}
        else {{ invoice }}.gross_amount
            - {{ reporting_amount(paid_source_amount, invoice ~ '.exchange_rate') }}
    end
{%- endmacro %}
